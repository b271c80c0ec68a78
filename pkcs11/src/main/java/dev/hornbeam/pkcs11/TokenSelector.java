package dev.hornbeam.pkcs11;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Which token of a module is meant: the one that matches all that is said. A token that was taken
 * out and put in again, perhaps elsewhere, is found again by it.
 *
 * @param label {@code CK_TOKEN_INFO.label}, without the padding
 * @param serial its {@code serialNumber}
 * @param manufacturer who made it
 * @param model its {@code model}
 * @param slotId the {@code CK_SLOT_ID}
 * @param slotIndex the place in the list of slots, from 0, those without tokens included
 */
public record TokenSelector(
    Optional<String> label,
    Optional<String> serial,
    Optional<String> manufacturer,
    Optional<String> model,
    OptionalLong slotId,
    OptionalInt slotIndex) {
  private static final TokenSelector ANY =
      new TokenSelector(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalInt.empty());

  /** The only token there is. */
  public static TokenSelector any() {
    return ANY;
  }

  /** The token of a label. */
  public static TokenSelector label(String label) {
    return ANY.withLabel(label);
  }

  /** The token of a serial number. */
  public static TokenSelector serial(String serial) {
    return ANY.withSerial(serial);
  }

  /** The token in the slot at a place of the list. */
  public static TokenSelector slotIndex(int index) {
    return ANY.withSlotIndex(index);
  }

  /** The token in a slot. */
  public static TokenSelector slotId(long id) {
    return ANY.withSlotId(id);
  }

  /** The same, with this label too. */
  public TokenSelector withLabel(String text) {
    return new TokenSelector(Optional.of(text), serial, manufacturer, model, slotId, slotIndex);
  }

  /** The same, with this serial number too. */
  public TokenSelector withSerial(String text) {
    return new TokenSelector(label, Optional.of(text), manufacturer, model, slotId, slotIndex);
  }

  /** The same, with this manufacturer too. */
  public TokenSelector withManufacturer(String text) {
    return new TokenSelector(label, serial, Optional.of(text), model, slotId, slotIndex);
  }

  /** The same, with this model too. */
  public TokenSelector withModel(String text) {
    return new TokenSelector(label, serial, manufacturer, Optional.of(text), slotId, slotIndex);
  }

  /** The same, in this slot. */
  public TokenSelector withSlotId(long id) {
    return new TokenSelector(label, serial, manufacturer, model, OptionalLong.of(id), slotIndex);
  }

  /** The same, in the slot at this place. */
  public TokenSelector withSlotIndex(int index) {
    return new TokenSelector(label, serial, manufacturer, model, slotId, OptionalInt.of(index));
  }
}
