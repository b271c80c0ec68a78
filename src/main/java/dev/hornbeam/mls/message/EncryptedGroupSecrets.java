package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 *
 *
 * <pre>
 * struct {
 *   KeyPackageRef new_member;
 *   HPKECiphertext encrypted_group_secrets;
 * } EncryptedGroupSecrets;
 * </pre>
 *
 * RFC 9420 s.12.4.3.1.
 */
public record EncryptedGroupSecrets(Bytes newMember, HpkeCiphertext encryptedGroupSecrets)
    implements Wire {
  public static EncryptedGroupSecrets decode(TlsReader r) throws MalformedMessage {
    return new EncryptedGroupSecrets(
        r.opaque("new_member"), r.struct("encrypted_group_secrets", HpkeCiphertext::decode));
  }

  @Override
  public void encode(TlsWriter w) {
    w.opaque(newMember).struct(encryptedGroupSecrets);
  }
}
