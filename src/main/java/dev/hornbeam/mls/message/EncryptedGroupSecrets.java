package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
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
  private static final String LABEL = "Welcome";

  /**
   * How the secrets of one Welcome are encrypted, for all its new members.
   *
   * @param encryptedGroupInfo of the Welcome, which the encryption is bound to
   */
  public static SuiteCrypto.LabeledEncryption encryption(
      SuiteCrypto crypto, Bytes encryptedGroupInfo) {
    return crypto.encryption(LABEL, encryptedGroupInfo);
  }

  /**
   * The secrets, encrypted to the init key of one new member.
   *
   * @param encryption of the Welcome
   * @throws CryptoRefused if the init key is no key of the suite
   */
  public static EncryptedGroupSecrets seal(
      SuiteCrypto crypto,
      SuiteCrypto.LabeledEncryption encryption,
      KeyPackage newMember,
      GroupSecrets secrets)
      throws CryptoRefused {
    try (Secret encoded = secrets.encoded()) {
      return new EncryptedGroupSecrets(
          newMember.reference(crypto), encryption.seal(newMember.initKey(), encoded));
    }
  }

  public static EncryptedGroupSecrets decode(TlsReader r) throws MalformedMessage {
    return new EncryptedGroupSecrets(
        r.opaque("new_member"), r.struct("encrypted_group_secrets", HpkeCiphertext::decode));
  }

  /**
   * The secrets; the caller closes them.
   *
   * @param initKey of the key package that {@link #newMember} refers to
   * @throws CryptoRefused if they were not encrypted for this key and Welcome
   * @throws KeyUnavailable if the key's token does not answer now
   * @throws MalformedMessage if what was encrypted is no {@code GroupSecrets}
   */
  public GroupSecrets open(SuiteCrypto crypto, HpkeKey initKey, Bytes encryptedGroupInfo)
      throws CryptoRefused, KeyUnavailable, MalformedMessage {
    try (Secret encoded =
        crypto.decryptWithLabel(initKey, LABEL, encryptedGroupInfo, encryptedGroupSecrets)) {
      return new TlsReader(encoded).whole(GroupSecrets::decode);
    }
  }

  @Override
  public void encode(TlsWriter w) {
    w.opaque(newMember).struct(encryptedGroupSecrets);
  }
}
