package dev.hornbeam.pkcs11;

import iaik.pkcs.pkcs11.wrapper.CK_SLOT_INFO;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** The slots of a module, and the search for a token in them. */
final class Slots {
  private Slots() {}

  static List<Slot> list(Cryptoki cryptoki) throws TokenException {
    long[] ids = cryptoki.call("C_GetSlotList", library -> library.C_GetSlotList(false));
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      slots.add(slot(cryptoki, i, ids[i]));
    }
    return slots;
  }

  /** The only token that matches. */
  static TokenInfo find(Cryptoki cryptoki, TokenSelector selector) throws TokenException {
    List<Slot> slots = list(cryptoki);
    List<TokenInfo> matching =
        slots.stream()
            .filter(slot -> matches(selector, slot))
            .flatMap(slot -> slot.token().stream())
            .collect(Collectors.toUnmodifiableList());
    if (matching.size() == 1) {
      return matching.get(0);
    }
    throw TokenException.absent(
        cryptoki.quirks().looksOnce() ? Reaction.MODULE_LOST : Reaction.DEVICE_LOST,
        (matching.isEmpty() ? "No token matches " : "Several tokens match ")
            + describe(selector)
            + "; there are: "
            + describe(slots));
  }

  private static Slot slot(Cryptoki cryptoki, int index, long id) throws TokenException {
    CK_SLOT_INFO info = cryptoki.call("C_GetSlotInfo", library -> library.C_GetSlotInfo(id));
    Optional<TokenInfo> token = Optional.empty();
    if ((info.flags & PKCS11Constants.CKF_TOKEN_PRESENT) != 0) {
      try {
        token = Optional.of(token(cryptoki, id));
      } catch (TokenException e) {
        // It was taken out just now, or is none of this module's.
        if (e.trouble() != Trouble.TOKEN_ABSENT) {
          throw e;
        }
      }
    }
    return new Slot(index, id, Infos.text(info.slotDescription), token);
  }

  static TokenInfo token(Cryptoki cryptoki, long slotId) throws TokenException {
    return Infos.token(
        slotId, cryptoki.call("C_GetTokenInfo", library -> library.C_GetTokenInfo(slotId)));
  }

  /** A token just initialised, which may have got another slot by that. */
  static TokenInfo initialized(Cryptoki cryptoki, long slotId, String label) throws TokenException {
    List<Slot> slots = list(cryptoki);
    return slots.stream()
        .flatMap(slot -> slot.token().stream())
        .filter(token -> token.slotId() == slotId && token.label().equals(label))
        .findFirst()
        .or(
            () ->
                slots.stream()
                    .flatMap(slot -> slot.token().stream())
                    .filter(token -> token.label().equals(label))
                    .filter(token -> !isUserPinSet(token))
                    .findFirst())
        .orElseThrow(
            () ->
                TokenException.absent(
                    Reaction.DEVICE_LOST, "The token is not there after C_InitToken"));
  }

  private static boolean isUserPinSet(TokenInfo token) {
    return token.flags().contains(TokenInfo.Flag.USER_PIN_INITIALIZED);
  }

  private static boolean matches(TokenSelector selector, Slot slot) {
    Optional<TokenInfo> token = slot.token();
    return token.isPresent()
        && token.get().flags().contains(TokenInfo.Flag.TOKEN_INITIALIZED)
        && is(selector.label(), token.get().label()::equals)
        && is(selector.serial(), token.get().serial()::equals)
        && is(selector.manufacturer(), token.get().manufacturer()::equals)
        && is(selector.model(), token.get().model()::equals)
        && (selector.slotId().isEmpty() || selector.slotId().getAsLong() == slot.id())
        && (selector.slotIndex().isEmpty() || selector.slotIndex().getAsInt() == slot.index());
  }

  private static boolean is(Optional<String> wanted, Predicate<String> said) {
    return wanted.isEmpty() || said.test(wanted.get());
  }

  private static String describe(TokenSelector selector) {
    List<String> parts = new ArrayList<>();
    selector.label().ifPresent(text -> parts.add("label " + text));
    selector.serial().ifPresent(text -> parts.add("serial " + text));
    selector.manufacturer().ifPresent(text -> parts.add("manufacturer " + text));
    selector.model().ifPresent(text -> parts.add("model " + text));
    selector.slotId().ifPresent(id -> parts.add("slot " + id));
    selector.slotIndex().ifPresent(index -> parts.add("slot index " + index));
    return parts.isEmpty() ? "(any)" : String.join(", ", parts);
  }

  private static String describe(List<Slot> slots) {
    List<String> tokens =
        slots.stream()
            .filter(slot -> slot.token().isPresent())
            .map(
                slot ->
                    "\""
                        + slot.token().get().label()
                        + "\" (serial "
                        + slot.token().get().serial()
                        + ", slot "
                        + slot.id()
                        + ", slot index "
                        + slot.index()
                        + ")")
            .collect(Collectors.toUnmodifiableList());
    return tokens.isEmpty() ? "none, in " + slots.size() + " slots" : String.join(", ", tokens);
  }
}
