package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The secrets of a run of path nodes, lowest first, and what follows from them (RFC 9420 s.7.4).
 * Owns all of them; closing wipes them.
 *
 * <pre>
 * path_secret[n] = DeriveSecret(path_secret[n-1], "path")
 * node_secret[n] = DeriveSecret(path_secret[n], "node")
 * node_priv[n], node_pub[n] = KEM.DeriveKeyPair(node_secret[n])
 * </pre>
 *
 * @param commitSecret what would be the path secret behind the last one (s.12.4.1)
 */
record PathSecrets(List<Secret> secrets, List<HpkeKey> keys, Secret commitSecret)
    implements AutoCloseable {
  /**
   * Derives the secrets of a number of nodes.
   *
   * @param workers make the key pairs
   * @param first of the lowest node; it is owned by the result
   */
  static PathSecrets derive(SuiteCrypto crypto, Workers workers, Secret first, int nodes)
      throws MlsException {
    List<Secret> secrets = new ArrayList<>(nodes);
    Secret secret = first;
    for (int i = 0; i < nodes; i++) {
      secrets.add(secret);
      secret = crypto.deriveSecret(secret, "path");
    }
    HpkeKey[] keys = new HpkeKey[nodes];
    List<Integer> indexes = IntStream.range(0, nodes).boxed().toList();
    try {
      workers.forEach(indexes, i -> keys[i] = nodeKey(crypto, secrets.get(i)));
    } catch (MlsException | RuntimeException | Error e) {
      List<HpkeKey> made = Arrays.stream(keys).filter(Objects::nonNull).toList();
      new PathSecrets(secrets, made, secret).close();
      throw e;
    }
    return new PathSecrets(secrets, List.of(keys), secret);
  }

  /** The key pair of the node with the path secret; the caller closes it. */
  static HpkeKey nodeKey(SuiteCrypto crypto, Secret pathSecret) {
    try (Secret nodeSecret = crypto.deriveSecret(pathSecret, "node")) {
      return crypto.deriveKeyPair(nodeSecret);
    }
  }

  List<Bytes> publicKeys() {
    return keys.stream().map(HpkeKey::publicKey).toList();
  }

  /**
   * @throws InvalidMessage if these are not the public keys that were derived (s.7.5)
   */
  void checkPublicKeys(List<Bytes> expected) throws InvalidMessage {
    if (!expected.equals(publicKeys())) {
      throw new InvalidMessage(Rule.PATH_SECRET_MISMATCH);
    }
  }

  @Override
  public void close() {
    secrets.forEach(Secret::close);
    keys.forEach(HpkeKey::close);
    commitSecret.close();
  }

  @Override
  public String toString() {
    return "PathSecrets[" + keys.size() + " nodes]";
  }
}
