package dev.hornbeam.cli.demo;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.types.CredentialValidator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who there is, with their signature keys, as if people had compared fingerprints: the
 * authentication service of the demo (RFC 9750). It accepts a credential that belongs to the key,
 * and states a name whose key this is; in the place of another one, it must state the same name.
 */
final class Roster implements CredentialValidator {
  private final KeyCustody custody;
  private final Map<String, Bytes> keys = new HashMap<>();
  private final AtomicLong accepted = new AtomicLong();

  Roster(KeyCustody custody, List<String> names) {
    this.custody = custody;
    names.forEach(name -> keys.put(name, custody.identity(name).signatureKey().publicKey()));
  }

  @Override
  public Verdict validate(Occasion occasion, Presented presented, Optional<Presented> replaced) {
    Optional<String> name = custody.name(presented);
    boolean isKnown = name.map(keys::get).filter(presented.signatureKey()::equals).isPresent();
    boolean isSame = replaced.isEmpty() || custody.name(replaced.get()).equals(name);
    if (isKnown && isSame) {
      accepted.incrementAndGet();
      return Verdict.ACCEPTED;
    }
    return Verdict.REFUSED;
  }

  /** How often a credential was accepted. */
  long accepted() {
    return accepted.get();
  }
}
