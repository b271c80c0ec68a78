package dev.hornbeam.cli.demo;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.FreshToken;
import dev.hornbeam.cli.HornbeamCommand;
import dev.hornbeam.cli.Progress;
import dev.hornbeam.cli.SuiteNames;
import dev.hornbeam.cli.token.CustodyArgument;
import dev.hornbeam.cli.token.TokenArguments;
import dev.hornbeam.client.Custody;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.provider.HornbeamProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hornbeam demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a group at work, from its start to its end.",
      "",
      "The members are in this one process, each with a client, keys, a store and a state of its"
          + " own. All that they know of one another has come to them as bytes of RFC 9420, through a"
          + " delivery service that orders commits and may reorder other messages. They make a"
          + " group, talk, renew their keys, refuse an impostor, remove a member who comes back by"
          + " an external commit, use pre-shared keys, and go over to a new group.",
      "",
      "The account has a line for each act: the epoch that begins with it, the size of its message,"
          + " and how long it took. Pictures of the ratchet tree show which nodes have keys. In the"
          + " end the members are compared."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all members agree in the end",
      "1:a member differs, and is named; or the program failed",
      "2:the command line, or the token that it names, cannot be used"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hornbeam demo",
      "  hornbeam demo --members 3 --suite 2",
      "  hornbeam demo --members 1000 --keys software",
      "  hornbeam demo --keys token",
      "  hornbeam demo --keys token --suite 2 --custody wrapped --module /usr/lib/libpkcs11.so"
          + " --pin-file pin"
    })
public final class DemoCommand implements HornbeamCommand {
  private static final int MOST_MEMBERS = 20_000;
  private static final int MOST_ONLINE = 64;
  private static final int LEAST_ONLINE = 8;
  private static final int REHEARSING = 3;

  /** Each member who is online keeps a tree of all members. */
  private static final int LEAVES_IN_MEMORY = 1 << 16;

  @Option(
      names = "--members",
      paramLabel = "N",
      description = "How many members there are, from 2 to 20000. Default: ${DEFAULT-VALUE}.")
  private int members = 8;

  @Option(
      names = "--suite",
      paramLabel = "S",
      converter = SuiteNames.class,
      description = "The cipher suite, by number (1 to 7) or name. Default: 1.")
  private CipherSuite suite = CipherSuite.X25519_AES128GCM_SHA256_ED25519;

  @Option(
      names = "--keys",
      paramLabel = "WHERE",
      description = {
        "Where keys are. pkcs12: signature keys in a keystore file, made in a temporary folder and"
            + " deleted in the end, with X.509 certificates as credentials. software: in memory,"
            + " with basic credentials. token: signature, leaf and init keys on a PKCS#11 token: one"
            + " of SoftHSM, made in a temporary folder, or the one that --module names; with X.509"
            + " certificates. Default: pkcs12."
      })
  private Keys keys = Keys.PKCS12;

  @Mixin private CustodyArgument custody;

  @Mixin private TokenArguments token;

  @Option(
      names = "--online",
      paramLabel = "M",
      description =
          "How many members follow all messages; the others sleep, and a few of them catch up in the"
              + " end. Each takes memory for the whole tree. Default: all up to 64, and fewer in a"
              + " large group.")
  private @Nullable Integer online;

  @Spec private CommandSpec spec;

  /** Where keys are. */
  enum Keys {
    SOFTWARE,
    PKCS12,
    TOKEN
  }

  /** Opens the place where keys are: once to rehearse, and once for the demo. */
  private interface Place {
    KeyCustody open() throws DemoFailed;
  }

  /** For {@code ServiceLoader}. */
  public DemoCommand() {}

  @Override
  public Integer call() throws Exception {
    require("--members", members, 2, MOST_MEMBERS);
    int onlineCount = Optional.ofNullable(online).orElseGet(this::defaultOnline);
    require("--online", onlineCount, Math.min(Cast.ACTORS, members), members);
    return switch (keys) {
      case SOFTWARE -> play(onlineCount, SoftwareCustody::new);
      case PKCS12 -> play(onlineCount, Pkcs12Custody::new);
      case TOKEN -> token.module().isEmpty() ? onFreshToken() : onToken(onlineCount);
    };
  }

  private int onToken(int onlineCount) throws Exception {
    return token.use(
        module -> {
          TokenOptions options = TokenOptions.of(token.pin());
          try (Token opened = module.open(token.selector(), options)) {
            opened.login();
            return onToken(onlineCount, opened);
          }
        });
  }

  private int onToken(int onlineCount, Token opened) throws Exception {
    HornbeamProvider provider = HornbeamProvider.of("demo", opened);
    Custody where = custody.of(provider);
    TokenCustody.requireSuite(opened, where.kind(), suite);
    Security.addProvider(provider);
    try {
      return play(onlineCount, () -> new TokenCustody(opened, where));
    } finally {
      Security.removeProvider(provider.getName());
    }
  }

  private int onFreshToken() throws BadInput, IOException {
    try (FreshToken fresh = FreshToken.make("hornbeam-demo")) {
      return fresh.hornbeam(arguments(), spec.commandLine().getOut(), spec.commandLine().getErr());
    }
  }

  /** What was asked for, but for the token. */
  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("demo", "--keys", "token"));
    arguments.addAll(List.of("--members", Integer.toString(members)));
    arguments.addAll(List.of("--suite", Integer.toString(suite.code())));
    arguments.addAll(custody.arguments());
    if (online != null) {
      arguments.addAll(List.of("--online", Integer.toString(online)));
    }
    return arguments;
  }

  private int play(int onlineCount, Place place) throws DemoFailed, MlsException {
    try (Hands hands = new Hands(new Progress(spec.commandLine().getErr()))) {
      hands.time("rehearsing", () -> rehearse(place, hands));
      return show(onlineCount, place, hands);
    }
  }

  /** The same with few members and nobody who watches, for Java to compile what is timed then. */
  private Agreement rehearse(Place place, Hands hands) throws DemoFailed, MlsException {
    try (KeyCustody opened = place.open()) {
      Cast cast = Cast.make(suite, REHEARSING, REHEARSING, opened, hands);
      Account account = new Account(new PrintWriter(Writer.nullWriter()));
      Story story = new Story(cast, hands, account);
      story.tell();
      Agreement agreement = story.conclude();
      opened.settle(cast.all(), account);
      return agreement;
    }
  }

  private int show(int onlineCount, Place place, Hands hands) throws DemoFailed, MlsException {
    try (KeyCustody opened = place.open()) {
      Cast cast = Cast.make(suite, members, onlineCount, opened, hands);
      Account account = new Account(spec.commandLine().getOut());
      Story story = new Story(cast, hands, account);
      story.tell();
      int code = conclude(story);
      opened.settle(cast.all(), account);
      return code;
    }
  }

  /** Ends a story, and says what the process is to say. */
  static int conclude(Story story) throws MlsException {
    return story.conclude().holds() ? ExitCode.OK : ExitCode.FAILED;
  }

  private int defaultOnline() {
    int affordable = Math.max(LEAST_ONLINE, LEAVES_IN_MEMORY / members);
    return Math.min(members, Math.min(MOST_ONLINE, affordable));
  }

  private static void require(String option, int value, int least, int most) throws BadInput {
    if (value < least || value > most) {
      throw new BadInput(
          option + " must be from " + least + " to " + Account.number(most) + ", not " + value);
    }
  }
}
