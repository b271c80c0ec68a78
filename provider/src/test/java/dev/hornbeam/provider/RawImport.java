package dev.hornbeam.provider;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CLASS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_DECRYPT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ENCRYPT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_KEY_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PRIVATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_TOKEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_RW_SESSION;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKF_SERIAL_SESSION;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKK_AES;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_SECRET_KEY;

import dev.hornbeam.pkcs11.KeyId;
import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.xipki.pkcs11.wrapper.PKCS11Module;

/**
 * A session of its own that puts keys of known value on a token, which the token layer does not.
 * The module is in use in this process and its token logged in to.
 */
final class RawImport implements AutoCloseable {
  private final PKCS11 module;
  private final long session;

  private RawImport(PKCS11 module, long session) {
    this.module = module;
    this.session = session;
  }

  static RawImport of(Path library, String label) throws IOException, PKCS11Exception {
    PKCS11 module = PKCS11Module.getInstance(library.toRealPath().toString()).getPKCS11Module();
    for (long slot : module.C_GetSlotList(true)) {
      if (new String(module.C_GetTokenInfo(slot).label).strip().equals(label)) {
        return new RawImport(
            module, module.C_OpenSession(slot, CKF_RW_SESSION | CKF_SERIAL_SESSION, null, null));
      }
    }
    throw new IOException("no token is called " + label);
  }

  /** Makes a token object that encrypts and decrypts. */
  void putAesKey(KeyId id, byte[] value) throws PKCS11Exception {
    module.C_CreateObject(
        session,
        Map.<Long, Object>of(
                CKA_CLASS,
                CKO_SECRET_KEY,
                CKA_KEY_TYPE,
                CKK_AES,
                CKA_TOKEN,
                true,
                CKA_PRIVATE,
                true,
                CKA_ENCRYPT,
                true,
                CKA_DECRYPT,
                true,
                CKA_ID,
                id.toArray(),
                CKA_VALUE,
                value)
            .entrySet()
            .stream()
            .map(each -> attribute(each.getKey(), each.getValue()))
            .toArray(CK_ATTRIBUTE[]::new),
        false);
  }

  private static CK_ATTRIBUTE attribute(long type, Object value) {
    CK_ATTRIBUTE attribute = new CK_ATTRIBUTE();
    attribute.type = type;
    attribute.pValue = value;
    return attribute;
  }

  @Override
  public void close() throws PKCS11Exception {
    module.C_CloseSession(session);
  }
}
