package dev.hornbeam.cli.inspect;

import dev.hornbeam.cli.inspect.FieldTree.Entry;
import dev.hornbeam.cli.inspect.FieldTree.Group;
import dev.hornbeam.cli.inspect.FieldTree.Numeral;
import dev.hornbeam.cli.inspect.FieldTree.Opaque;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.List;
import java.util.Optional;

/** The data of an extension whose type is known, read as the structure that it is. */
record ExtensionData(Group content, Optional<MalformedMessage> problem) {
  /** What an extension holds, if the entries are an extension whose data has a structure. */
  static Optional<ExtensionData> of(List<Entry> extension) {
    if (extension.size() == 2
        && extension.get(0) instanceof Numeral type
        && type.name().equals("extension_type")
        && extension.get(1) instanceof Opaque data) {
      return decoder((int) type.value()).map(decoder -> read(data, decoder));
    }
    return Optional.empty();
  }

  private static ExtensionData read(Opaque data, TlsReader.Decoder<?> decoder) {
    int start = data.offset() + headerLength(data.value().length());
    FieldTree tree = new FieldTree(data.name(), start);
    try {
      new TlsReader(data.value(), tree).whole(decoder);
      return new ExtensionData(tree.root(), Optional.empty());
    } catch (MalformedMessage e) {
      String field = e.field().isEmpty() ? data.name() : data.name() + "." + e.field();
      var placed = new MalformedMessage(field, start + e.offset(), e.reason());
      return new ExtensionData(tree.root(), Optional.of(placed));
    }
  }

  private static Optional<TlsReader.Decoder<?>> decoder(int extensionType) {
    return switch (extensionType) {
      case 1 -> Optional.of(r -> r.opaque("application_id"));
      case 2 -> Optional.of(Structure::ratchetTree);
      case 3 -> Optional.of(RequiredCapabilities::decode);
      case 4 -> Optional.of(r -> r.opaque("external_pub"));
      case 5 -> Optional.of(r -> r.vector("external_senders", ExternalSender::decode));
      default -> Optional.empty();
    };
  }

  /** RFC 9420 s.2.1.2. */
  private static int headerLength(int length) {
    if (length < 1 << 6) {
      return 1;
    }
    return length < 1 << 14 ? 2 : 4;
  }
}
