package dev.hornbeam.cli.demo;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.HornbeamCommand;
import dev.hornbeam.cli.Progress;
import dev.hornbeam.cli.SuiteNames;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
      "2:the command line cannot be used"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hornbeam demo",
      "  hornbeam demo --members 3 --suite 2",
      "  hornbeam demo --members 1000 --keys software"
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
        "Where signature keys are. pkcs12: in a keystore file, made in a temporary folder and"
            + " deleted in the end, with X.509 certificates as credentials. software: in memory,"
            + " with basic credentials. Default: pkcs12."
      })
  private Keys keys = Keys.PKCS12;

  @Option(
      names = "--online",
      paramLabel = "M",
      description =
          "How many members follow all messages; the others sleep, and a few of them catch up in the"
              + " end. Each takes memory for the whole tree. Default: all up to 64, and fewer in a"
              + " large group.")
  private @Nullable Integer online;

  @Spec private CommandSpec spec;

  /** Where signature keys are. */
  enum Keys {
    SOFTWARE {
      @Override
      KeyCustody open() {
        return new SoftwareCustody();
      }
    },
    PKCS12 {
      @Override
      KeyCustody open() throws DemoFailed {
        return new Pkcs12Custody();
      }
    };

    abstract KeyCustody open() throws DemoFailed;
  }

  /** For {@code ServiceLoader}. */
  public DemoCommand() {}

  @Override
  public Integer call() throws BadInput, DemoFailed, MlsException {
    require("--members", members, 2, MOST_MEMBERS);
    int onlineCount = Optional.ofNullable(online).orElseGet(this::defaultOnline);
    require("--online", onlineCount, Math.min(Cast.ACTORS, members), members);
    try (Hands hands = new Hands(new Progress(spec.commandLine().getErr()))) {
      hands.time("rehearsing", () -> rehearse(hands));
      return show(onlineCount, hands);
    }
  }

  /** The same with few members and nobody who watches, for Java to compile what is timed then. */
  private Agreement rehearse(Hands hands) throws DemoFailed, MlsException {
    try (KeyCustody custody = keys.open()) {
      Cast cast = Cast.make(suite, REHEARSING, REHEARSING, custody, hands);
      Story story = new Story(cast, hands, new Account(new PrintWriter(Writer.nullWriter())));
      story.tell();
      return story.conclude();
    }
  }

  private int show(int onlineCount, Hands hands) throws DemoFailed, MlsException {
    try (KeyCustody custody = keys.open()) {
      Cast cast = Cast.make(suite, members, onlineCount, custody, hands);
      Story story = new Story(cast, hands, new Account(spec.commandLine().getOut()));
      story.tell();
      return conclude(story);
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
