package dev.hornbeam.cli.demo;

import dev.hornbeam.mls.Identity;
import dev.hornbeam.mls.KeySources;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All keys in the memory of this process, and basic credentials, which are bare names. */
final class SoftwareCustody implements KeyCustody {
  private final KeySource keys = KeySources.software();
  private final Map<String, Identity> identities = new ConcurrentHashMap<>();

  @Override
  public void enroll(CipherSuite suite, List<String> names, Hands hands) throws DemoFailed {
    hands.forEach("making signature keys", names, name -> identities.put(name, make(suite, name)));
  }

  private Identity make(CipherSuite suite, String name) throws KeyUnavailable {
    KeyHandle key = keys.create(KeySource.Purpose.SIGNATURE, suite, name);
    return new Identity(Credential.basic(name), key);
  }

  @Override
  public Identity identity(String name) {
    return Objects.requireNonNull(identities.get(name), name);
  }

  @Override
  public KeySource keys() {
    return keys;
  }

  @Override
  public Optional<String> name(CredentialValidator.Presented presented) {
    return presented.credential() instanceof Credential.Basic basic
        ? Optional.of(new String(basic.identity().toArray(), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  @Override
  public String credentials() {
    return "basic";
  }

  @Override
  public String signatureKeys() {
    return "in the memory of this process";
  }

  @Override
  public String hpkeKeys() {
    return "in the memory of this process";
  }

  @Override
  public void close() {}
}
