package dev.hornbeam.pkcs11.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.InvalidPublicKey;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.RoundTrips;
import dev.hornbeam.pkcs11.SessionKey;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.WrappedKey;

/** What a token is asked, with what must be true when it has answered. */
enum Operation {
  /** A token object, which {@link #undo} destroys. */
  GENERATE {
    @Override
    void run(Bench bench) throws TokenException, InvalidPublicKey {
      StoredKey key = bench.token().generate(Bench.request(KeyType.ED25519, KeyUse.SIGN, MADE));
      RoundTrips.useOnce(key, KeyUse.SIGN);
    }

    @Override
    void undo(Bench bench) throws TokenException {
      bench.token().destroy(MADE, ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY);
    }
  },
  /** A session object. */
  GENERATE_IN_SESSION {
    @Override
    void run(Bench bench) throws TokenException, InvalidPublicKey {
      KeyPairRequest request =
          KeyPairRequest.of(KeyType.ED25519, KeyUse.SIGN, Storage.SESSION, MADE, "made");
      try (SessionKey key = bench.token().generateInSession(request)) {
        RoundTrips.useOnce(key, KeyUse.SIGN);
      }
    }
  },
  /** Made, wrapped, unwrapped and used. */
  WRAP {
    @Override
    void run(Bench bench) throws TokenException, InvalidPublicKey {
      WrappedKey key = bench.token().generateWrapped(KeyType.P256, KeyUse.DERIVE, bench.wrapping());
      WrappedKey peer =
          bench.token().generateWrapped(KeyType.P256, KeyUse.DERIVE, bench.wrapping());
      assertArrayEquals(key.derive(peer.publicKey()), peer.derive(key.publicKey()));
    }
  },
  SIGN {
    @Override
    void run(Bench bench) throws TokenException, InvalidPublicKey {
      RoundTrips.useOnce(bench.signing(), KeyUse.SIGN);
    }
  },
  DERIVE {
    @Override
    void run(Bench bench) throws TokenException, InvalidPublicKey {
      RoundTrips.useOnce(bench.deriving(), KeyUse.DERIVE);
    }
  },
  /** Of what is made anew if need be. */
  DESTROY {
    @Override
    void prepare(Bench bench) throws TokenException {
      if (bench.token().privateKey(MADE).isEmpty()) {
        bench.token().generate(Bench.request(KeyType.P256, KeyUse.SIGN, MADE));
      }
    }

    @Override
    void run(Bench bench) throws TokenException {
      bench.token().destroy(MADE, ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY);
    }

    @Override
    void undo(Bench bench) throws TokenException {
      run(bench);
    }
  },
  /** By the first use of a token that was opened just now. */
  LOGIN {
    @Override
    void prepare(Bench bench) throws TokenException {
      bench.reopen();
    }

    @Override
    void run(Bench bench) throws TokenException, InvalidPublicKey {
      bench.token().login();
      StoredKey key = bench.token().privateKey(Bench.id(1)).orElseThrow();
      RoundTrips.useOnce(key, KeyUse.SIGN);
    }

    @Override
    void undo(Bench bench) throws TokenException {
      bench.reopen(); // A PIN that the token called wrong is not sent to it again.
      bench.findKeys();
    }
  },
  /** Of a token's sessions. */
  CLOSE {
    @Override
    void run(Bench bench) throws TokenException, InvalidPublicKey {
      bench.reopen();
    }

    @Override
    void undo(Bench bench) throws TokenException {
      bench.reopen();
      bench.findKeys();
    }
  },
  /** Looks for keys and reads their attributes. */
  FIND {
    @Override
    void run(Bench bench) throws TokenException, InvalidPublicKey {
      assertTrue(bench.token().privateKeys().size() >= 2);
      assertTrue(bench.token().aesKey(bench.wrapping().id()).isPresent());
    }
  };

  private static final KeyId MADE = Bench.id(9);

  /** What must be there before; nothing fails meanwhile. */
  void prepare(Bench bench) throws TokenException {}

  abstract void run(Bench bench) throws TokenException, InvalidPublicKey;

  /** Takes away what it left; nothing fails meanwhile. */
  void undo(Bench bench) throws TokenException {}
}
