package dev.hornbeam.interop;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.FreshToken;
import dev.hornbeam.cli.HornbeamCommand;
import dev.hornbeam.cli.Printable;
import dev.hornbeam.cli.SuiteNames;
import dev.hornbeam.cli.token.CustodyArgument;
import dev.hornbeam.cli.token.TokenArguments;
import dev.hornbeam.client.Custody;
import dev.hornbeam.client.Homes;
import dev.hornbeam.client.TokenKeySource;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenInfo;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.provider.HornbeamProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hornbeam interop}. */
@Command(
    name = "interop",
    mixinStandardHelpOptions = true,
    description = {
      "Serves the interop runner of the MLS working group.",
      "",
      "The runner drives several implementations of MLS through its scenarios, and compares what"
          + " they come to. This is one of them: a gRPC server that makes clients and groups as it is"
          + " told. Once it listens it says so in a line, and it runs until it is ended, by Ctrl-C"
          + " or SIGTERM; then it destroys the keys that it made.",
      "",
      "Whoever reaches the server can use its groups, and is given their private keys, unless those"
          + " are on a token. It is for tests only: let it listen where that is fine."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "1:the program failed",
      "2:the command line, or the token that it names, cannot be used",
      "130:it was ended by Ctrl-C",
      "143:it was ended by SIGTERM"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hornbeam interop",
      "  hornbeam interop --port 0 --keys token",
      "  hornbeam interop --keys token --module /usr/lib/libpkcs11.so --pin-file pin"
    })
public final class InteropCommand implements HornbeamCommand {
  private static final int MOST_PORTS = 65_535;
  private static final List<String> OF_TOKENS =
      List.of(
          CustodyArgument.NAME,
          "--module",
          "--module-args",
          "--slot",
          "--slot-index",
          "--token-label",
          "--pin-file",
          "--pin-env");

  /** More than the runner's longest scenario uses at once. */
  private static final int IDS_ON_TOKEN = 128;

  private static final String FRESH_LABEL = "hornbeam-interop";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where to listen; 0 for any port that is free. Default: ${DEFAULT-VALUE}.")
  private int port = 50051;

  @Option(
      names = "--host",
      paramLabel = "H",
      description =
          "The address of this machine at which to listen, or its name; 0.0.0.0 for all of them."
              + " Whoever reaches it gets private keys. Default: ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(
      names = "--keys",
      paramLabel = "WHERE",
      description =
          "Where keys are. software: in memory. token: signature, leaf and init keys on a PKCS#11"
              + " token: one of SoftHSM, made in a temporary folder, or the one that --module names."
              + " Default: software.")
  private Keys keys = Keys.SOFTWARE;

  @Mixin private CustodyArgument custody;

  @Mixin private TokenArguments token;

  @Option(
      names = "--max-ids",
      paramLabel = "N",
      description =
          "How many groups, key packages and signers are kept at most: a newer one takes the place"
              + " of the one that was used least recently. Default: 4096; 128 with keys that are"
              + " objects of a token, which is slower with each of them.")
  private @Nullable Integer ids;

  @Spec private CommandSpec spec;

  /** Where keys are. */
  enum Keys {
    SOFTWARE,
    TOKEN
  }

  /** For {@code ServiceLoader}. */
  public InteropCommand() {}

  @Override
  public Integer call() throws Exception {
    require("--port", port, 0, MOST_PORTS);
    require("--max-ids", ids(), 1, Integer.MAX_VALUE);
    InetAddress address = address();
    return switch (keys) {
      case SOFTWARE -> inSoftware(address);
      case TOKEN -> token.module().isEmpty() ? onFreshToken() : onToken(address);
    };
  }

  private int inSoftware(InetAddress address) throws Exception {
    for (String option : OF_TOKENS) {
      if (isGiven(option)) {
        throw new BadInput(
            option + " is about a token, but keys are in software: add --keys token");
      }
    }
    try (StopSignal stop = StopSignal.expect(spec.commandLine().getErr())) {
      serve(address, KeyPlace.software(), "in software", stop);
      return stopped();
    }
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private int onFreshToken() throws BadInput, IOException {
    for (String option : OF_TOKENS) {
      if (!option.equals(CustodyArgument.NAME) && isGiven(option)) {
        throw new BadInput(option + " is about a token of yours: --module=PATH says where it is");
      }
    }
    List<String> arguments = new ArrayList<>(List.of("interop", "--keys", "token"));
    arguments.addAll(List.of("--port", Integer.toString(port), "--host", host));
    arguments.addAll(List.of("--max-ids", Integer.toString(ids())));
    arguments.addAll(custody.arguments());
    try (FreshToken fresh = FreshToken.make(FRESH_LABEL)) {
      return fresh.hornbeam(arguments, spec.commandLine().getOut(), spec.commandLine().getErr());
    }
  }

  /** Only this thread closes anything, after the signal: each thing before what it needs. */
  private int onToken(InetAddress address) throws Exception {
    try (StopSignal stop = StopSignal.expect(spec.commandLine().getErr())) {
      token.use(
          module -> {
            TokenOptions options = TokenOptions.of(token.pin());
            try (Token opened = module.open(token.selector(), options)) {
              requireLogin(opened);
              onToken(address, opened, stop);
            }
            return ExitCode.OK;
          });
      return stopped();
    }
  }

  /** A PIN that is wrong, or missing, is told before the runner comes to need it. */
  private void requireLogin(Token opened) throws BadInput, TokenException {
    Set<TokenInfo.Flag> flags = opened.info().flags();
    if (flags.contains(TokenInfo.Flag.LOGIN_REQUIRED)
        && !flags.contains(TokenInfo.Flag.PROTECTED_AUTHENTICATION_PATH)
        && !token.hasPin()) {
      throw new BadInput("the token wants a PIN: --pin-file or --pin-env says where it is");
    }
    opened.login();
  }

  private void onToken(InetAddress address, Token opened, StopSignal stop) throws Exception {
    HornbeamProvider provider = HornbeamProvider.of("interop", opened);
    Custody where = custody.of(provider);
    Set<CipherSuite> suites = Homes.of(opened).suites(where.kind());
    if (suites.isEmpty()) {
      throw new BadInput(
          "the token cannot "
              + (where.kind() == Custody.Kind.WRAPPED ? "wrap" : "make")
              + " all keys of any suite: 'hornbeam token info' shows what it can");
    }
    String place =
        (where.kind() == Custody.Kind.WRAPPED ? "wrapped by" : "on")
            + " token \""
            + Printable.of(opened.info().label())
            + "\"";
    Security.addProvider(provider);
    try (TokenKeySource source = TokenKeySource.builder().keys(where).leafKeysAhead(0).build()) {
      serve(address, new KeyPlace(source, suites), place, stop);
    } finally {
      Security.removeProvider(provider.getName());
    }
  }

  private void serve(InetAddress address, KeyPlace place, String where, StopSignal stop)
      throws BadInput, InterruptedException {
    try (InteropServer server = start(address, place)) {
      say(
          "Listening on "
              + (host.contains(":") ? "[" + host + "]" : host)
              + ":"
              + server.port()
              + ", keys "
              + where
              + "; suites "
              + SuiteNames.numbers(place.suites(), " ")
              + ". Ctrl-C ends it.");
      stop.await();
    }
  }

  private InteropServer start(InetAddress address, KeyPlace place) throws BadInput {
    try {
      return InteropServer.start(new InetSocketAddress(address, port), place, ids());
    } catch (IOException e) {
      throw new BadInput(
          isOurs(address)
              ? "port "
                  + port
                  + " of "
                  + host
                  + " is in use, or not for this user: --port 0 takes any that is free"
              : "--host " + host + " is no address of this machine",
          e);
    }
  }

  private int ids() {
    boolean areObjects = keys == Keys.TOKEN && custody.kind() == Custody.Kind.TOKEN;
    return Optional.ofNullable(ids).orElse(areObjects ? IDS_ON_TOKEN : InteropServer.IDS);
  }

  private InetAddress address() throws BadInput {
    if (host.isBlank()) {
      throw new BadInput("--host is empty: name an address of this machine");
    }
    try {
      return InetAddress.getByName(host);
    } catch (IOException e) {
      throw new BadInput("--host " + host + " is no address, nor the name of one", e);
    }
  }

  private static boolean isOurs(InetAddress address) {
    try {
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      return false;
    }
  }

  /** The code is nobody's: a process that a signal ends has the signal's. */
  private int stopped() {
    say("Stopped.");
    return ExitCode.OK;
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private static void require(String option, int value, int least, int most) throws BadInput {
    if (value < least || value > most) {
      throw new BadInput(
          option
              + " must be from "
              + least
              + (most == Integer.MAX_VALUE ? "" : " to " + most)
              + ", not "
              + value);
    }
  }
}
