package dev.hornbeam.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EXTRACTABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_KEY_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PRIVATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SENSITIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_TOKEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKK_GENERIC_SECRET;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_AES_KEY_WRAP;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_AES_KEY_WRAP_KWP;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_AES_KEY_WRAP_PAD;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_SECRET_KEY;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;

/** Wraps and unwraps by an AES key, within one session. */
final class Wrapping {
  private Wrapping() {}

  /** The mechanism for private keys, of those that a token has. */
  static OptionalLong forPrivateKeys(Quirks quirks, Set<Long> mechanisms) {
    LongStream candidates =
        quirks.wrapMechanism().isPresent()
            ? LongStream.of(quirks.wrapMechanism().getAsLong())
            : LongStream.of(CKM_AES_KEY_WRAP_KWP, CKM_AES_KEY_WRAP_PAD, CKM_AES_KEY_WRAP);
    return candidates.filter(mechanisms::contains).findFirst();
  }

  /** The mechanism of RFC 3394 or RFC 5649, of those that a token has. */
  static Optional<Long> of(AesKey.Wrap wrap, Quirks quirks, Set<Long> mechanisms) {
    LongStream candidates =
        switch (wrap) {
          case KW -> LongStream.of(CKM_AES_KEY_WRAP);
          case KWP ->
              quirks.kwpMechanism().isPresent()
                  ? LongStream.of(quirks.kwpMechanism().getAsLong())
                  : LongStream.of(CKM_AES_KEY_WRAP_KWP);
        };
    return candidates.filter(mechanisms::contains).boxed().findFirst();
  }

  /** Unwraps a private key into the session, for one use. */
  static long unwrapPrivateKey(
      Session session, long mechanism, long wrappingKey, WrappedKey wrapped) throws TokenException {
    Quirks quirks = session.cryptoki().quirks();
    Template template =
        KeyUsing.guarded(quirks.method(wrapped.type()), wrapped.use(), Storage.SESSION);
    quirks.publicValueAttribute().ifPresent(type -> template.with(type, wrapped.publicKey()));
    return session.unwrap(mechanism, wrappingKey, wrapped.blob(), template);
  }

  /** Wraps bytes, which are a secret key of the session for that. */
  static byte[] wrapBytes(Session session, long mechanism, long wrappingKey, byte[] secret)
      throws TokenException {
    long handle =
        session.createHere(
            Template.of(CKO_SECRET_KEY)
                .with(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
                .with(CKA_TOKEN, false)
                .with(CKA_PRIVATE, true)
                .with(CKA_SENSITIVE, true)
                .with(CKA_EXTRACTABLE, true)
                .with(CKA_VALUE, secret));
    try {
      return session.wrap(mechanism, wrappingKey, handle);
    } finally {
      session.destroyHere(handle);
    }
  }

  /** The reverse of {@link #wrapBytes}. */
  static byte[] unwrapBytes(Session session, long mechanism, long wrappingKey, byte[] wrapped)
      throws TokenException {
    long handle =
        session.unwrap(
            mechanism,
            wrappingKey,
            wrapped,
            Template.of(CKO_SECRET_KEY)
                .with(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
                .with(CKA_TOKEN, false)
                .with(CKA_SENSITIVE, false)
                .with(CKA_EXTRACTABLE, true));
    try {
      return KeyUsing.value(session, handle);
    } finally {
      session.destroyHere(handle);
    }
  }
}
