package dev.hornbeam.pkcs11;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Takes PINs from their source to the token, and wipes them. A PIN that the token refused is not
 * sent again: a few such tries lock a card.
 */
final class PinDesk {
  /** What is done with a PIN; none means that the token asks for it itself. */
  @FunctionalInterface
  interface Presenting {
    void with(char @Nullable [] pin) throws TokenException;
  }

  /** Whether there was a PIN to present. */
  enum Outcome {
    /** It was presented and is right. */
    PRESENTED,
    /** The source has none: the token is used without login. */
    NONE
  }

  private static final int MOST_UTF8_BYTES = 3;
  private static final String MAC = "HmacSHA256";

  private final PinSource source;
  private final byte[] macKey = new byte[32];
  // Tell PINs that were refused from others; say nothing of them without the key.
  private final List<byte[]> refused = new ArrayList<>();
  private boolean unclear;

  PinDesk(PinSource source) {
    this.source = source;
    new SecureRandom().nextBytes(macKey);
  }

  /** Asks for a PIN and presents it. */
  synchronized Outcome present(TokenInfo token, PinSource.Occasion occasion, Presenting presenting)
      throws TokenException {
    Optional<char[]> pin = source.pin(token, occasion);
    boolean padAtToken = token.flags().contains(TokenInfo.Flag.PROTECTED_AUTHENTICATION_PATH);
    try {
      if (pin.isEmpty() && !padAtToken) {
        return Outcome.NONE;
      }
      byte[] digest = pin.map(this::digest).orElseGet(() -> new byte[0]);
      refuseKnown(token, digest, pin.isPresent());
      present(presenting, padAtToken && pin.isEmpty() ? null : pin.orElse(null), digest);
      return Outcome.PRESENTED;
    } finally {
      pin.ifPresent(chars -> Arrays.fill(chars, '\0'));
    }
  }

  private void present(Presenting presenting, char @Nullable [] pin, byte[] digest)
      throws TokenException {
    unclear = true;
    try {
      presenting.with(pin);
      refused.clear();
      unclear = false;
    } catch (TokenException e) {
      if (e.trouble() == Trouble.PIN_WRONG && digest.length > 0) {
        refused.add(digest);
      }
      unclear = e.reaction().isLoss();
      throw e;
    }
  }

  private void refuseKnown(TokenInfo token, byte[] digest, boolean isGiven) throws TokenException {
    if (token.flags().contains(TokenInfo.Flag.USER_PIN_LOCKED)) {
      throw TokenException.of(
          Trouble.PIN_LOCKED,
          "The PIN of " + token.label() + " is locked: have the security officer set a new one");
    }
    if (!isGiven) {
      return;
    }
    boolean tryWasCounted =
        unclear
            && (token.flags().contains(TokenInfo.Flag.USER_PIN_COUNT_LOW)
                || token.flags().contains(TokenInfo.Flag.USER_PIN_FINAL_TRY));
    if (tryWasCounted || refused.stream().anyMatch(known -> MessageDigest.isEqual(known, digest))) {
      throw TokenException.of(
          Trouble.PIN_WRONG,
          "The token "
              + token.label()
              + " refused this PIN before; it is not sent again: give the right one"
              + triesLeft(token));
    }
  }

  /** What the flags tell about tries, for the end of a message. */
  static String triesLeft(TokenInfo token) {
    if (token.flags().contains(TokenInfo.Flag.USER_PIN_LOCKED)) {
      return "; the PIN is locked now";
    }
    if (token.flags().contains(TokenInfo.Flag.USER_PIN_FINAL_TRY)) {
      return "; one try is left before it locks";
    }
    if (token.flags().contains(TokenInfo.Flag.USER_PIN_COUNT_LOW)) {
      return "; few tries are left before it locks";
    }
    return "";
  }

  private byte[] digest(char[] pin) {
    ByteBuffer bytes = ByteBuffer.allocate(MOST_UTF8_BYTES * pin.length);
    StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(pin), bytes, true);
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(macKey, MAC));
      mac.update(bytes.array(), 0, bytes.position());
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("No provider here has " + MAC, e);
    } finally {
      Arrays.fill(bytes.array(), (byte) 0);
    }
  }
}
