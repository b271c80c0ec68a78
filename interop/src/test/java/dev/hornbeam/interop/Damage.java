package dev.hornbeam.interop;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Requests with one field of them wrong. */
final class Damage {
  private static final Set<String> STRUCTURES =
      Set.of(
          "key_package",
          "key_packages",
          "welcome",
          "group_info",
          "ratchet_tree",
          "ciphertext",
          "by_reference",
          "proposal",
          "commit",
          "external_sender");

  /** Every bit of these is signed or encrypted, and whoever gets them verifies it. */
  private static final Set<String> VERIFIED =
      Set.of(
          "key_package",
          "key_packages",
          "welcome",
          "ciphertext",
          "by_reference",
          "proposal",
          "commit");

  /** Where nothing can be twice. */
  private static final Set<String> SETS =
      Set.of("by_reference", "by_value", "key_packages", "key_package", "extensions");

  private static final Map<String, Set<String>> KINDS =
      Map.of(
          "state_id", Set.of("state"),
          "transaction_id", Set.of("transaction"),
          "reinit_id", Set.of("reinit"),
          "signer_id", Set.of("signer"),
          "state_or_transaction_id", Set.of("state", "transaction", "reinit", "signer"));

  private static final int FLIPS = 6;

  private final Map<String, Integer> ids;
  private final ByteString otherStructure;
  private final Random random;

  /**
   * @param ids one of each kind
   * @param otherStructure a GroupInfo
   */
  Damage(Map<String, Integer> ids, ByteString otherStructure, Random random) {
    this.ids = ids;
    this.otherStructure = otherStructure;
    this.random = random;
  }

  /** What an answer says of a request. */
  enum Answer {
    REFUSED,
    /** Other things than the genuine request's may be meant, which there may be. */
    ANY
  }

  /**
   * A request that is wrong.
   *
   * @param what is wrong
   */
  record Damaged(String what, Message request, Answer answer) {}

  /** Something else for a field. */
  private record Other(String what, Object value, Answer answer) {}

  /** All that can be wrong with a request, in an order that depends on its type alone. */
  List<Damaged> of(Message genuine) {
    return others(genuine).stream()
        .map(each -> new Damaged(each.what, (Message) each.value, each.answer))
        .toList();
  }

  private List<Other> others(Message genuine) {
    List<Other> all = new ArrayList<>();
    genuine
        .getAllFields()
        .forEach(
            (field, value) -> {
              List<Other> others =
                  field.isRepeated() ? ofList(field, (List<?>) value) : of(genuine, field, value);
              for (Other each : others) {
                Message wrong = genuine.toBuilder().setField(field, each.value).build();
                all.add(new Other(field.getName() + ": " + each.what, wrong, each.answer));
              }
            });
    return all;
  }

  private List<Other> ofList(FieldDescriptor field, List<?> list) {
    List<Other> all = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      for (Other each : ofElement(field, list.get(i))) {
        List<Object> changed = new ArrayList<>(list);
        changed.set(i, each.value);
        all.add(new Other(i + ": " + each.what, changed, each.answer));
      }
    }
    List<Object> twice = new ArrayList<>(list);
    twice.add(list.get(0));
    all.add(
        new Other("twice", twice, SETS.contains(field.getName()) ? Answer.REFUSED : Answer.ANY));
    return all;
  }

  private List<Other> of(Message genuine, FieldDescriptor field, Object value) {
    return KINDS.containsKey(field.getName())
        ? ofId(genuine.getDescriptorForType().getName(), field.getName())
        : ofElement(field, value);
  }

  private List<Other> ofId(String request, String field) {
    List<Other> all = new ArrayList<>();
    for (int unknown : new int[] {0, -1, 1 << 30, Integer.MIN_VALUE}) {
      all.add(new Other(Integer.toUnsignedString(unknown), unknown, Answer.REFUSED));
    }
    if (!request.equals("FreeRequest")) {
      ids.forEach(
          (kind, id) -> {
            if (!KINDS.getOrDefault(field, Set.of()).contains(kind)) {
              all.add(new Other("a " + kind, id, Answer.REFUSED));
            }
          });
    }
    return all;
  }

  private List<Other> ofElement(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case MESSAGE -> others((Message) value);
      case BYTE_STRING -> ofBytes(field.getName(), (ByteString) value);
      case BOOLEAN -> List.of(new Other("false", false, Answer.ANY));
      case STRING -> List.of(new Other("long", "x".repeat(70_000), Answer.ANY));
      case INT -> ofNumber(field.getName());
      case LONG ->
          List.of(
              new Other("far ahead", 1_000_000L, Answer.ANY),
              new Other("the last", -1L, Answer.ANY));
      default -> throw new AssertionError(field.getFullName());
    };
  }

  private static List<Other> ofNumber(String field) {
    List<Integer> wrong =
        switch (field) {
          case "cipher_suite" -> List.of(0, 8, 0xffff, 70_000, -1);
          case "extension_type" -> List.of(0x10000, 70_000, -1);
          case "key_length" -> List.of(255 * 32 + 1, 70_000, Integer.MAX_VALUE, -1);
          default -> throw new AssertionError(field);
        };
    return wrong.stream()
        .map(each -> new Other(Integer.toUnsignedString(each), (Object) each, Answer.REFUSED))
        .toList();
  }

  private List<Other> ofBytes(String field, ByteString value) {
    List<Other> all = new ArrayList<>();
    boolean structure = STRUCTURES.contains(field);
    Answer garbled = structure || field.equals("proposal_type") ? Answer.REFUSED : Answer.ANY;
    all.add(new Other("empty", ByteString.EMPTY, garbled));
    byte[] noise = new byte[200];
    random.nextBytes(noise);
    all.add(new Other("noise", ByteString.copyFrom(noise), garbled));
    if (!structure) {
      all.add(new Other("long", ByteString.copyFrom(new byte[1 << 16]), garbled));
      return all;
    }
    for (int size : new int[] {1, value.size() / 2, value.size() - 1}) {
      all.add(new Other("of " + size + " bytes", value.substring(0, size), Answer.REFUSED));
    }
    all.add(
        new Other(
            "with a byte more", value.concat(ByteString.copyFrom(new byte[1])), Answer.REFUSED));
    if (!field.equals("group_info")) {
      all.add(new Other("another structure", otherStructure, Answer.REFUSED));
    }
    for (int i = 0; i < FLIPS; i++) {
      byte[] flipped = value.toByteArray();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      all.add(
          new Other(
              "flipped " + i,
              ByteString.copyFrom(flipped),
              VERIFIED.contains(field) ? Answer.REFUSED : Answer.ANY));
    }
    return all;
  }
}
