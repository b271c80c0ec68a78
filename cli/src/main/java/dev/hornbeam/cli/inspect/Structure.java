package dev.hornbeam.cli.inspect;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.GroupSecrets;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.PrivateMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.PublicMessage;
import dev.hornbeam.mls.message.Welcome;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.Node;
import dev.hornbeam.mls.tree.UpdatePath;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A structure that can stand alone in a file. */
enum Structure {
  MLS_MESSAGE("MLSMessage", MlsMessage::decode),
  KEY_PACKAGE("KeyPackage", KeyPackage::decode),
  WELCOME("Welcome", Welcome::decode),
  GROUP_INFO("GroupInfo", GroupInfo::decode),
  PUBLIC_MESSAGE("PublicMessage", PublicMessage::decode),
  PRIVATE_MESSAGE("PrivateMessage", PrivateMessage::decode),
  AUTHENTICATED_CONTENT("AuthenticatedContent", AuthenticatedContent::decode),
  COMMIT("Commit", Commit::decode),
  PROPOSAL("Proposal", Proposal::decode),
  UPDATE_PATH("UpdatePath", UpdatePath::decode),
  RATCHET_TREE("ratchet_tree", Structure::ratchetTree),
  LEAF_NODE("LeafNode", LeafNode::decode),
  CAPABILITIES("Capabilities", Capabilities::decode),
  GROUP_CONTEXT("GroupContext", GroupContext::decode),
  GROUP_SECRETS("GroupSecrets", Structure::groupSecrets),
  CREDENTIAL("Credential", Credential::decode),
  PSK_ID("PreSharedKeyID", PreSharedKeyId::decode),
  EXTENSIONS("extensions", Extensions::decode);

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // a method reference without state
  private final TlsReader.Decoder<?> decoder;

  Structure(String title, TlsReader.Decoder<?> decoder) {
    this.title = title;
    this.decoder = decoder;
  }

  /** What the standard calls it. */
  String title() {
    return title;
  }

  /** What a user calls it: {@code key-package}. */
  String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads one that fills the bytes.
   *
   * @throws MalformedMessage if they are none
   */
  void read(TlsReader r) throws MalformedMessage {
    r.whole(decoder);
  }

  /** The first structure that the bytes are. */
  static Optional<Structure> of(Bytes bytes) {
    return Arrays.stream(values()).filter(s -> s.fits(bytes)).findFirst();
  }

  private boolean fits(Bytes bytes) {
    try {
      read(new TlsReader(bytes));
      return true;
    } catch (MalformedMessage e) {
      return false;
    }
  }

  /** {@code optional<Node> ratchet_tree<V>} (RFC 9420 s.12.4.3.3). */
  static List<Optional<Node>> ratchetTree(TlsReader r) throws MalformedMessage {
    return r.vector("ratchet_tree", n -> n.optional("node", Node::decodeTagged));
  }

  private static List<?> groupSecrets(TlsReader r) throws MalformedMessage {
    try (GroupSecrets secrets = GroupSecrets.decode(r)) {
      return secrets.psks();
    }
  }

  /** Takes the names of {@link #option}. */
  static final class Converter implements ITypeConverter<Structure> {
    @Override
    public Structure convert(String value) {
      return Arrays.stream(values())
          .filter(s -> s.option().equalsIgnoreCase(value.replace('_', '-')))
          .findFirst()
          .orElseThrow(
              () -> new TypeConversionException("'" + value + "' is none of " + options()));
    }

    private static String options() {
      return String.join(", ", Arrays.stream(values()).map(Structure::option).toList());
    }
  }

  /** For the help. */
  static final class Options extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Options() {
      super(Arrays.stream(values()).map(Structure::option).toList());
    }
  }
}
