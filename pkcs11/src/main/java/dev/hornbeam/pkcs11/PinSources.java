package dev.hornbeam.pkcs11;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;

/** The sources that {@link PinSource} offers. */
final class PinSources {
  private PinSources() {}

  static PinSource callback(CallbackHandler handler) {
    return (token, occasion) -> {
      String prompt =
          switch (occasion) {
            case LOGIN -> "PIN of the token " + token.label() + ": ";
            case KEY_USE -> "PIN for one use of a key on the token " + token.label() + ": ";
          };
      PasswordCallback callback = new PasswordCallback(prompt, false);
      try {
        handler.handle(new Callback[] {callback});
        char[] pin = callback.getPassword();
        if (pin == null) {
          throw missing("No PIN was given for the token " + token.label());
        }
        return Optional.of(pin);
      } catch (IOException | UnsupportedCallbackException e) {
        throw missing("The PIN of the token " + token.label() + " cannot be asked for", e);
      } finally {
        callback.clearPassword();
      }
    };
  }

  static PinSource file(Path file) {
    return (token, occasion) -> {
      byte[] content;
      try {
        content = Files.readAllBytes(file);
      } catch (IOException e) {
        throw missing("The PIN file " + file + " cannot be read", e);
      }
      try {
        char[] pin = firstLine(content);
        if (pin.length == 0) {
          throw missing("The PIN file " + file + " has no PIN in its first line");
        }
        return Optional.of(pin);
      } catch (CharacterCodingException e) {
        throw missing("The PIN file " + file + " is not in UTF-8", e);
      } finally {
        Arrays.fill(content, (byte) 0);
      }
    };
  }

  static PinSource environment(String variable) {
    return (token, occasion) -> {
      String pin = System.getenv(variable);
      if (pin == null || pin.isEmpty()) {
        throw missing("The environment variable " + variable + " has no PIN");
      }
      return Optional.of(pin.toCharArray());
    };
  }

  private static char[] firstLine(byte[] content) throws CharacterCodingException {
    int end = 0;
    while (end < content.length && content[end] != '\n' && content[end] != '\r') {
      end++;
    }
    CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content, 0, end));
    try {
      char[] pin = new char[chars.remaining()];
      chars.get(pin);
      return pin;
    } finally {
      Arrays.fill(chars.array(), '\0');
    }
  }

  private static TokenException missing(String message) {
    return TokenException.of(Trouble.PIN_MISSING, message);
  }

  private static TokenException missing(String message, Exception cause) {
    return TokenException.of(Trouble.PIN_MISSING, message, cause);
  }
}
