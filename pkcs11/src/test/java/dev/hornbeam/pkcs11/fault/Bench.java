package dev.hornbeam.pkcs11.fault;

import dev.hornbeam.pkcs11.AesKey;
import dev.hornbeam.pkcs11.FaultySoftHsm;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.RoundTrips;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.testing.FaultModule;
import dev.hornbeam.testing.SoftHsm;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** A token with a few keys, behind the module that breaks on purpose. */
final class Bench implements AutoCloseable {
  static final String LABEL = "bench";
  static final int MAX_SESSIONS = 4;

  /** Many tries and no rest: what is to be seen is what each failure does. */
  private static final TokenOptions.Recovery BRISK =
      new TokenOptions.Recovery(4, Duration.ofMillis(1), 1_000_000, Duration.ofMillis(1));

  final SoftHsm hsm;
  final FaultModule faults;
  private final Pkcs11Module module;
  private Token token;
  private StoredKey signing;
  private StoredKey deriving;
  private AesKey wrapping;

  private Bench(SoftHsm hsm, FaultModule faults, Pkcs11Module module) throws TokenException {
    this.hsm = hsm;
    this.faults = faults;
    this.module = module;
    this.token = module.open(TokenSelector.label(LABEL), options(hsm));
    this.signing = token.generate(request(KeyType.ED25519, KeyUse.SIGN, id(1)));
    this.deriving = token.generate(request(KeyType.X25519, KeyUse.DERIVE, id(2)));
    this.wrapping = token.generateAes(32, Token.AesUse.WRAPPING, id(3), "wrapping");
  }

  Token token() {
    return token;
  }

  StoredKey signing() {
    return signing;
  }

  StoredKey deriving() {
    return deriving;
  }

  AesKey wrapping() {
    return wrapping;
  }

  /** Opens the token anew, so that nobody is logged in. */
  void reopen() throws TokenException {
    token.close();
    token = module.open(TokenSelector.label(LABEL), options(hsm));
  }

  /** Finds the keys on the token that was opened last. */
  void findKeys() throws TokenException {
    signing = token.privateKey(id(1)).orElseThrow();
    deriving = token.privateKey(id(2)).orElseThrow();
    wrapping = token.aesKey(id(3)).orElseThrow();
  }

  static Bench open() throws TokenException {
    FaultySoftHsm faulty = FaultySoftHsm.open(LABEL);
    return new Bench(
        faulty.hsm(), faulty.faults(), Pkcs11Module.load(ModuleOptions.of(faulty.library())));
  }

  static TokenOptions options(SoftHsm hsm) {
    return RoundTrips.options(hsm.token(LABEL).pin())
        .withMaxSessions(MAX_SESSIONS)
        .withPatience(Duration.ofSeconds(60))
        .withRecovery(BRISK);
  }

  static KeyId id(int number) {
    return KeyId.of(new byte[] {(byte) number});
  }

  static KeyPairRequest request(KeyType type, KeyUse use, KeyId id) {
    return KeyPairRequest.of(type, use, Storage.TOKEN, id, "key " + id);
  }

  /** Each object as a word, in no order. */
  Set<String> objects() throws TokenException {
    return token.objects().stream().map(Bench::word).collect(Collectors.toSet());
  }

  private static String word(ObjectInfo object) {
    return object.kind() + " " + object.id().map(KeyId::toString).orElse("without id");
  }

  @Override
  public void close() {
    faults.rules();
    token.close();
    module.close();
    faults.close();
    hsm.close();
  }
}
