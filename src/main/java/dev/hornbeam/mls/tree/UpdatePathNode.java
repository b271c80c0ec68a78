package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.List;

/**
 *
 *
 * <pre>
 * struct {
 *     HPKEPublicKey encryption_key;
 *     HPKECiphertext encrypted_path_secret&lt;V&gt;;
 * } UpdatePathNode;
 * </pre>
 *
 * RFC 9420 s.7.6.
 *
 * @param encryptedPathSecret one for each node of the resolution of the child off the sender's path
 */
public record UpdatePathNode(Bytes encryptionKey, List<HpkeCiphertext> encryptedPathSecret)
    implements Wire {
  public UpdatePathNode {
    encryptedPathSecret = List.copyOf(encryptedPathSecret);
  }

  public static UpdatePathNode decode(TlsReader r) throws MalformedMessage {
    return new UpdatePathNode(
        r.opaque("encryption_key"), r.vector("encrypted_path_secret", HpkeCiphertext::decode));
  }

  @Override
  public void encode(TlsWriter w) {
    w.opaque(encryptionKey).vector(encryptedPathSecret);
  }
}
