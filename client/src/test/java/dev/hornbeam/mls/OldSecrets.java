package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.LoggedProfile;
import dev.hornbeam.mls.crypto.SecretLog;
import dev.hornbeam.testing.HeapDump.Needle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The secrets of a log by the names that RFC 9420 and RFC 9180 give them in their labels, and which
 * of them a member still has to have.
 */
final class OldSecrets {
  private static final String APPLICATION = "application";

  /** Shorter ones, such as a nonce, are looked for whole; of longer ones, these bytes. */
  private static final int WHOLE = 16;

  private final Map<Bytes, String> names = new LinkedHashMap<>();
  private final Map<String, List<Bytes>> kept = new LinkedHashMap<>();
  private final Set<Bytes> used = new HashSet<>();
  private final Set<Bytes> planted = new HashSet<>();

  OldSecrets(List<SecretLog.Entry> log) {
    log.forEach(this::read);
  }

  private void read(SecretLog.Entry entry) {
    List<byte[]> operands = entry.operands();
    if (entry.operation().startsWith(LoggedLife.KEPT)) {
      kept.computeIfAbsent(
              entry.operation().substring(LoggedLife.KEPT.length()), name -> new ArrayList<>())
          .add(Bytes.own(operands.get(0)));
    } else if (entry.operation().equals(LoggedLife.PLANTED)) {
      planted.add(Bytes.own(operands.get(0)));
    } else if (entry.operation().equals(LoggedProfile.HMAC)) {
      readHmac(operands);
    } else if (entry.operation().equals(LoggedProfile.SEAL)
        || entry.operation().equals(LoggedProfile.OPEN)) {
      if (entry.operation().equals(LoggedProfile.OPEN)) {
        used.add(Bytes.own(operands.get(0)));
      }
      put("AEAD key", operands.get(0));
      put("AEAD nonce", operands.get(1));
    } else {
      put(entry.operation(), operands.get(0));
    }
  }

  /**
   * Reads what HKDF, or a MAC, asked of HMAC: an Expand has the block before, the label's parts and
   * a counter; a LabeledExtract of RFC 9180 its label; a MAC has one of two keys.
   */
  private void readHmac(List<byte[]> operands) {
    byte[] key = operands.get(0);
    List<byte[]> parts = operands.subList(1, operands.size() - 1);
    byte[] output = operands.get(operands.size() - 1);
    if (names.getOrDefault(Bytes.own(key), "").equals(APPLICATION)) {
      used.add(Bytes.own(key));
    }
    if (parts.size() == 1) {
      String keyName = names.getOrDefault(Bytes.own(key), "");
      if (!keyName.equals("confirm") && !keyName.equals("membership")) {
        put("extract salt", key);
        put("extract input", parts.get(0));
        put("extract", output);
      }
    } else if (startsWith(parts.get(0), "HPKE-v1")) {
      String label = text(parts.get(2));
      if (!label.endsWith("_hash")) { // of public values
        put("extract salt", key);
        put(label + " input", parts.get(3));
        put(label, output);
      }
    } else if (startsWith(parts.get(2), "HPKE-v1")) {
      int length = ((parts.get(1)[0] & 0xff) << 8) | (parts.get(1)[1] & 0xff);
      put("HPKE " + text(parts.get(4)), Arrays.copyOf(output, Math.min(length, output.length)));
      put("expand key", key);
    } else {
      byte[] label = parts.get(1);
      int length = ((label[0] & 0xff) << 8) | (label[1] & 0xff);
      String name = new String(label, 3, label[2], StandardCharsets.UTF_8);
      put(
          name.substring("MLS 1.0 ".length()),
          Arrays.copyOf(output, Math.min(length, output.length)));
      put("expand key", key);
    }
  }

  private static boolean startsWith(byte[] part, String text) {
    return Arrays.equals(part, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] part) {
    return new String(part, StandardCharsets.UTF_8);
  }

  /** Keeps the first name of a value; zeros, and what is too short to be told, are no secret. */
  private void put(String name, byte[] value) {
    boolean isTold = value.length >= 12 && !Arrays.equals(value, new byte[value.length]);
    if (isTold) {
      names.putIfAbsent(Bytes.own(value), name);
    }
  }

  /** What nobody needs any more. */
  Map<Bytes, String> old() {
    Map<Bytes, String> old = new LinkedHashMap<>(names);
    kept.values()
        .forEach(values -> values.forEach(k -> old.keySet().removeIf(v -> contains(k, v))));
    return old;
  }

  /** What members still have, by name. */
  Map<String, List<Bytes>> kept() {
    return kept;
  }

  /** What to look for: all that nobody needs any more, but for what was left alive on purpose. */
  List<Needle> oldNeedles() {
    List<Needle> needles = new ArrayList<>();
    old()
        .forEach(
            (value, name) -> {
              if (!planted.contains(value)) {
                needles.addAll(needles(name, value));
              }
            });
    return needles;
  }

  /**
   * Keys of messages that were read, by all that are to read them; and first secrets of ratchets
   * for application messages that have moved on.
   */
  List<Needle> usedNeedles() {
    return needles("used", used);
  }

  /** What was left alive for the search to find. */
  List<Needle> plantedNeedles() {
    return needles("planted", planted);
  }

  private static List<Needle> needles(String name, Set<Bytes> values) {
    List<Needle> needles = new ArrayList<>();
    values.forEach(value -> needles.addAll(needles(name, value)));
    return needles;
  }

  private static boolean contains(Bytes whole, Bytes part) {
    for (int at = 0; at + part.length() <= whole.length(); at++) {
      if (Arrays.equals(whole.view(), at, at + part.length(), part.view(), 0, part.length())) {
        return true;
      }
    }
    return false;
  }

  /** The forms in which implementations hold a secret, each to be looked for. */
  static List<Needle> needles(String name, Bytes secret) {
    int trim = secret.length() > WHOLE ? 4 : 0;
    byte[] value = secret.slice(trim, secret.length() - trim).toArray();
    List<Needle> needles = new ArrayList<>();
    needles.add(new Needle(name, value));
    needles.add(new Needle(name + " reversed", swapped(value, value.length)));
    needles.add(new Needle(name + " in words", swapped(value, 4)));
    needles.add(new Needle(name + " in HMAC's inner pad", masked(value, 0x36)));
    needles.add(new Needle(name + " in HMAC's outer pad", masked(value, 0x5c)));
    return needles;
  }

  private static byte[] swapped(byte[] value, int size) {
    byte[] swapped = new byte[value.length];
    for (int i = 0; i < value.length; i++) {
      int start = i / size * size;
      int width = Math.min(size, value.length - start);
      swapped[i] = value[start + width - 1 - (i - start)];
    }
    return swapped;
  }

  private static byte[] masked(byte[] value, int mask) {
    byte[] masked = value.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= (byte) mask;
    }
    return masked;
  }
}
