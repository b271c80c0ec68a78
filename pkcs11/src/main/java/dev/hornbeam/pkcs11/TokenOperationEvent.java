package dev.hornbeam.pkcs11;

import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * One call into a module, for JDK Flight Recorder. What is told are the standard's own names: not
 * which token or key it was, what it was given or what it gave.
 */
@Name("dev.hornbeam.TokenOperation")
@Label("Token Operation")
@Description("A call into a PKCS#11 module: the time that the token takes, and nothing of ours")
@Category({"Hornbeam", "PKCS#11"})
@StackTrace(false)
final class TokenOperationEvent extends Event {
  @Label("Function")
  @Description("Such as C_Sign")
  final String function;

  @Label("Mechanism")
  @Description("Such as CKM_ECDSA; empty if the function has none")
  String mechanism = "";

  @Label("Outcome")
  @Description("CKR_OK, or what the module answered")
  String outcome = "CKR_OK";

  TokenOperationEvent(String function) {
    this.function = function;
  }

  /** Makes the call, and tells of it if anyone listens. */
  <T> T time(Cryptoki.Call<T> call, PKCS11 library) throws PKCS11Exception {
    if (!isEnabled()) {
      return call.on(library);
    }
    begin();
    try {
      return call.on(library);
    } catch (PKCS11Exception e) {
      outcome = Ckr.name(e.getErrorCode());
      throw e;
    } catch (RuntimeException | Error e) {
      outcome = e.getClass().getSimpleName();
      throw e;
    } finally {
      end();
      call.mechanism().ifPresent(code -> mechanism = PKCS11Constants.ckmCodeToName(code));
      commit();
    }
  }
}
