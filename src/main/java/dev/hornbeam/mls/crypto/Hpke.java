package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CipherSuite.Hash;
import java.security.SecureRandom;
import java.util.Arrays;

/** HPKE in base mode (RFC 9180 s.5), one message per context. */
final class Hpke {
  private static final byte MODE_BASE = 0x00;
  private static final byte[] EMPTY = {};
  private static final byte[] PSK_ID_HASH = Labels.ascii("psk_id_hash");
  private static final byte[] INFO_HASH = Labels.ascii("info_hash");
  private static final byte[] SECRET = Labels.ascii("secret");
  private static final byte[] KEY = Labels.ascii("key");
  private static final byte[] BASE_NONCE = Labels.ascii("base_nonce");
  private static final byte[] EXP = Labels.ascii("exp");
  private static final byte[] SEC = Labels.ascii("sec");

  private final CipherSuite suite;
  private final Dhkem kem;
  private final LabeledKdf kdf;
  private final AeadCipher aead;
  private final byte[] pskIdHash;

  Hpke(CipherSuite suite, Dhkem kem, Hkdf hkdf, AeadCipher aead) {
    this.suite = suite;
    this.kem = kem;
    this.aead = aead;
    this.kdf =
        new LabeledKdf(
            hkdf,
            Labels.concat(
                Labels.ascii("HPKE"),
                Labels.u16(suite.kem().id()),
                Labels.u16(kdfId(suite.hash())),
                Labels.u16(suite.aead().id())));
    this.pskIdHash = kdf.extract(EMPTY, PSK_ID_HASH, EMPTY);
  }

  /**
   * What the key schedule makes of {@code info}, which may be long: {@code key_schedule_context}
   * (s.5.1). It is the same for all contexts with this info.
   */
  record Info(Bytes keyScheduleContext) {}

  Info info(Bytes info) {
    byte[] infoHash = kdf.extract(EMPTY, INFO_HASH, info.view());
    return new Info(Bytes.own(Labels.concat(new byte[] {MODE_BASE}, pskIdHash, infoHash)));
  }

  /** {@code SealBase(pkR, info, aad, plaintext)}. */
  HpkeCiphertext seal(Bytes pkR, Info info, Bytes aad, Secret plaintext, SecureRandom random)
      throws CryptoRefused {
    Dhkem.Encapsulated encapsulated = kem.encap(pkR, random);
    try (Context context = keySchedule(encapsulated.sharedSecret(), info);
        Secret key = context.key();
        Secret nonce = context.baseNonce()) {
      byte[] sealed = aead.seal(key.expose(), nonce.expose(), aad.view(), plaintext.expose());
      return new HpkeCiphertext(encapsulated.enc(), Bytes.own(sealed));
    }
  }

  /** {@code OpenBase(enc, skR, info, aad, ciphertext)}. */
  Secret open(HpkeKey skR, Info info, Bytes aad, HpkeCiphertext sealed)
      throws CryptoRefused, KeyUnavailable {
    try (Context context = keySchedule(kem.decap(sealed.kemOutput(), skR), info);
        Secret key = context.key();
        Secret nonce = context.baseNonce()) {
      return Secret.own(
          aead.open(key.expose(), nonce.expose(), aad.view(), sealed.ciphertext().view()));
    }
  }

  /** {@code SendExportBase(pkR, info, exporterContext, L)}. */
  SuiteCrypto.ExternalInit sendExport(
      Bytes pkR, Info info, Bytes exporterContext, int length, SecureRandom random)
      throws CryptoRefused {
    Dhkem.Encapsulated encapsulated = kem.encap(pkR, random);
    try (Context context = keySchedule(encapsulated.sharedSecret(), info)) {
      return new SuiteCrypto.ExternalInit(
          encapsulated.enc(), context.export(exporterContext, length));
    }
  }

  /** {@code ReceiveExportBase(enc, skR, info, exporterContext, L)}. */
  Secret receiveExport(Bytes enc, HpkeKey skR, Info info, Bytes exporterContext, int length)
      throws CryptoRefused, KeyUnavailable {
    try (Context context = keySchedule(kem.decap(enc, skR), info)) {
      return context.export(exporterContext, length);
    }
  }

  /**
   * {@code KeySchedule(mode_base, sharedSecret, info, "", "")} (s.5.1); closes the shared secret.
   */
  private Context keySchedule(Secret sharedSecret, Info info) {
    try (sharedSecret) {
      return new Context(kdf.extract(sharedSecret.expose(), SECRET, EMPTY), info);
    }
  }

  /** What {@code KeySchedule} derives, each when it is asked for; closing wipes the source. */
  private final class Context implements AutoCloseable {
    private final byte[] secret;
    private final Info info;

    Context(byte[] secret, Info info) {
      this.secret = secret;
      this.info = info;
    }

    Secret key() {
      return expand(KEY, suite.aead().keyLength());
    }

    /** The nonce of sequence number 0, which is the base nonce itself (s.5.2). */
    Secret baseNonce() {
      return expand(BASE_NONCE, suite.aead().nonceLength());
    }

    /** {@code Context.Export(exporterContext, L)} (s.5.3). */
    Secret export(Bytes exporterContext, int length) {
      try (Secret exporterSecret = expand(EXP, suite.hash().length())) {
        return Secret.own(kdf.expand(exporterSecret.expose(), SEC, length, exporterContext.view()));
      }
    }

    private Secret expand(byte[] label, int length) {
      return Secret.own(kdf.expand(secret, label, length, info.keyScheduleContext.view()));
    }

    @Override
    public void close() {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** The identifier of RFC 9180 s.7.2. */
  private static int kdfId(Hash hash) {
    return switch (hash) {
      case SHA256 -> 0x0001;
      case SHA384 -> 0x0002;
      case SHA512 -> 0x0003;
    };
  }
}
