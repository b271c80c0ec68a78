package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.PublicGroup;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CredentialValidator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server that would follow a group, from a GroupInfo. It keeps nothing before.
 *
 * @param tree that the server has by other means, if it does
 */
record FollowerVictim(CredentialValidator validator, Optional<Bytes> tree) implements Victim {
  @Override
  public State state() {
    return new State(Map.of(), List.of());
  }

  @Override
  public void take(Bytes message) throws MlsException {
    PublicGroup.follow(message, tree, validator);
  }
}
