package dev.hornbeam.mls.fuzz;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Structures of about a megabyte that are all tiny elements, which is where an object for each
 * costs most. Their decoders take them.
 *
 * @param decoder its name
 * @param what swells
 */
record Swollen(String decoder, String what, Bytes input) {
  private static final int SIZE = 1_000_000;
  private static final Bytes KEY = Bytes.utf8("key");

  /** One of each vector. */
  static List<Swollen> all() {
    List<Swollen> all = new ArrayList<>();
    all.add(new Swollen("Credential.decode", "certificates", credential()));
    all.add(new Swollen("TreeNodes.decode", "blanks", many("00")));
    all.add(new Swollen("TreeNodes.decode", "parents", many("0102000000")));
    all.add(
        new Swollen(
            "ParentNode.decode",
            "unmerged",
            new TlsWriter().u8(0).u8(0).raw(many("00000001")).toBytes()));
    all.add(new Swollen("Extensions.decode", "empty", many("000100")));
    all.add(new Swollen("ExternalSender.listedIn", "senders", senders(many("00000100"))));
    all.add(new Swollen("GroupRules.requiredCapabilities", "types", required()));
    all.add(new Swollen("Capabilities.decode", "versions", capabilities(0)));
    all.add(new Swollen("Capabilities.decode", "suites", capabilities(1)));
    all.add(new Swollen("Capabilities.decode", "extensions", capabilities(2)));
    all.add(new Swollen("Capabilities.decode", "proposals", capabilities(3)));
    all.add(new Swollen("Capabilities.decode", "credentials", capabilities(4)));
    all.add(new Swollen("Commit.decode", "references", commit(many("0200"))));
    all.add(new Swollen("Commit.decode", "removals", commit(many("01000300000001"))));
    all.add(new Swollen("Commit.decode", "psks", commit(many("010004010000"))));
    all.add(new Swollen("Commit.decode", "extensions", commit(many("01000700"))));
    all.add(
        new Swollen("Commit.decode", "reinits", commit(many("01000500" + "0001" + "0001" + "00"))));
    all.add(new Swollen("UpdatePath.decode", "nodes", path(many("0000"))));
    all.add(new Swollen("UpdatePath.decode", "ciphertexts", path(node(many("0000")))));
    all.add(
        new Swollen(
            "Welcome.decode",
            "secrets",
            new TlsWriter().u16(1).raw(many("000000")).u8(0).toBytes()));
    all.add(
        new Swollen(
            "GroupSecrets.decode",
            "psks",
            new TlsWriter().u8(0).u8(0).raw(many("010000")).toBytes()));
    return all;
  }

  /** A vector of as many of these elements as fit. */
  static Bytes many(String hex) {
    byte[] element = Bytes.fromHex(hex).toArray();
    byte[] elements = new byte[SIZE / element.length * element.length];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = element[i % element.length];
    }
    return new TlsWriter().opaque(Bytes.own(elements)).toBytes();
  }

  private static Bytes credential() {
    return new TlsWriter().u16(2).raw(many("00")).toBytes();
  }

  private static Bytes senders(Bytes list) {
    Bytes extension = new TlsWriter().u16(5).opaque(list).toBytes();
    return new TlsWriter().opaque(extension).toBytes();
  }

  private static Bytes required() {
    Bytes types = new TlsWriter().raw(many("0001")).u8(0).u8(0).toBytes();
    Bytes extension = new TlsWriter().u16(3).opaque(types).toBytes();
    return new TlsWriter().opaque(extension).toBytes();
  }

  private static Bytes capabilities(int which) {
    TlsWriter w = new TlsWriter();
    for (int i = 0; i < 5; i++) {
      w.raw(i == which ? many("0001") : Bytes.fromHex("00"));
    }
    return w.toBytes();
  }

  private static Bytes commit(Bytes proposals) {
    return new TlsWriter().raw(proposals).u8(0).toBytes();
  }

  private static Bytes node(Bytes ciphertexts) {
    return new TlsWriter().opaque(new TlsWriter().opaque(KEY).raw(ciphertexts).toBytes()).toBytes();
  }

  /** An UpdatePath whose leaf node says next to nothing. */
  private static Bytes path(Bytes nodes) {
    TlsWriter leaf = new TlsWriter().u8(0).u8(0).u16(1).u8(0);
    for (int i = 0; i < 5; i++) {
      leaf.u8(0);
    }
    return leaf.u8(2).u8(0).u8(0).raw(nodes).toBytes();
  }
}
