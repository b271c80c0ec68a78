package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.List;

/**
 *
 *
 * <pre>
 * struct {
 *   CipherSuite cipher_suite;
 *   EncryptedGroupSecrets secrets&lt;V&gt;;
 *   opaque encrypted_group_info&lt;V&gt;;
 * } Welcome;
 * </pre>
 *
 * RFC 9420 s.12.4.3.1.
 */
public record Welcome(
    int cipherSuite, List<EncryptedGroupSecrets> secrets, Bytes encryptedGroupInfo)
    implements Wire {
  public Welcome {
    secrets = List.copyOf(secrets);
  }

  public static Welcome decode(TlsReader r) throws MalformedMessage {
    return new Welcome(
        r.u16("cipher_suite"),
        r.vector("secrets", EncryptedGroupSecrets::decode),
        r.opaque("encrypted_group_info"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.u16(cipherSuite).vector(secrets).opaque(encryptedGroupInfo);
  }
}
