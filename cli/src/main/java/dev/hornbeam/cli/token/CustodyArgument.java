package dev.hornbeam.cli.token;

import dev.hornbeam.client.Custody;
import dev.hornbeam.provider.HornbeamProvider;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How a token keeps keys: an option that commands share. */
public final class CustodyArgument {
  /** Its name. */
  public static final String NAME = "--custody";

  @Option(
      names = NAME,
      paramLabel = "KIND",
      description =
          "With --keys token. token: each key is an object of the token. wrapped: it is kept outside,"
              + " encrypted under a key of the token. Default: token.")
  private Kind kind = Kind.TOKEN;

  /** What it can be. */
  enum Kind {
    TOKEN,
    WRAPPED
  }

  /** What was asked for, of a provider's token. */
  public Custody of(HornbeamProvider provider) {
    return switch (kind) {
      case TOKEN -> Custody.token(provider);
      case WRAPPED -> Custody.wrapped(provider);
    };
  }

  /** The kind of it: on the token, or wrapped by it. */
  public Custody.Kind kind() {
    return switch (kind) {
      case TOKEN -> Custody.Kind.TOKEN;
      case WRAPPED -> Custody.Kind.WRAPPED;
    };
  }

  /** What was asked for, as another command line has it. */
  public List<String> arguments() {
    return List.of(NAME, kind.name().toLowerCase(Locale.ROOT));
  }
}
