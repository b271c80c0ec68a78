package dev.hornbeam.cli.token;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.Printable;
import dev.hornbeam.cli.Progress;
import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.PinSource;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenInfo;
import dev.hornbeam.pkcs11.TokenSelector;
import java.io.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which token is meant, and where its PIN comes from: options that commands share. */
public final class TokenArguments {
  @Option(
      names = "--module",
      paramLabel = "PATH",
      description = "The PKCS#11 module of the token: a shared library.")
  private @Nullable Path module;

  @Option(
      names = "--module-args",
      paramLabel = "TEXT",
      description = "What the module wants to be initialised with, as NSS does.")
  private @Nullable String moduleArguments;

  @Option(
      names = "--slot",
      paramLabel = "ID",
      description =
          "The token in the slot with this number, decimal or 0x.... Default: the only one.")
  private @Nullable String slot;

  @Option(
      names = "--slot-index",
      paramLabel = "N",
      description = "The token in the slot at this place of the list, from 0.")
  private @Nullable Integer slotIndex;

  @Option(names = "--token-label", paramLabel = "L", description = "The token with this label.")
  private @Nullable String label;

  @Option(
      names = "--pin-file",
      paramLabel = "FILE",
      description = "The PIN is the first line of this file. Default: it is asked for.")
  private @Nullable Path pinFile;

  @Option(
      names = "--pin-env",
      paramLabel = "VARIABLE",
      description = "The PIN is the value of this environment variable.")
  private @Nullable String pinVariable;

  /** What a command does with a module. */
  public interface Work<R> {
    /**
     * Does it.
     *
     * @param module is closed afterwards, with its tokens
     * @throws TokenException if the token does not do its part
     * @throws Exception as a command does
     */
    R with(Pkcs11Module module) throws Exception;
  }

  /** Whether a module was named. */
  public Optional<Path> module() {
    return Optional.ofNullable(module);
  }

  /**
   * Loads the module for as long as something is done with it.
   *
   * @throws BadInput if no module was named, or module, slot or PIN are not what they are said to
   *     be; the message says what to do
   * @throws TokenException if the token fails otherwise
   * @throws Exception what the work throws
   */
  public <R> R use(Work<R> work) throws Exception {
    try (Pkcs11Module loaded = Pkcs11Module.load(options())) {
      return work.with(loaded);
    } catch (TokenException e) {
      throw explain(e);
    }
  }

  /**
   * How the module is loaded.
   *
   * @throws BadInput if none was named
   */
  public ModuleOptions options() throws BadInput {
    if (module == null) {
      throw new BadInput("which PKCS#11 module? --module=PATH is missing");
    }
    ModuleOptions options = ModuleOptions.of(module);
    return moduleArguments == null ? options : options.withInitArgs(moduleArguments);
  }

  /**
   * Which token of the module is meant.
   *
   * @throws BadInput if the slot is no number
   */
  public TokenSelector selector() throws BadInput {
    TokenSelector selector = TokenSelector.any();
    if (slot != null) {
      selector = selector.withSlotId(slotId(slot));
    }
    if (slotIndex != null) {
      selector = selector.withSlotIndex(slotIndex);
    }
    return label == null ? selector : selector.withLabel(label);
  }

  private static long slotId(String text) throws BadInput {
    try {
      return Long.decode(text);
    } catch (NumberFormatException e) {
      throw new BadInput("--slot must be a number, not " + text, e);
    }
  }

  /** Whether the PIN can be had, by an option or by asking. */
  public boolean hasPin() {
    return pinFile != null || pinVariable != null || console().isPresent();
  }

  /**
   * Where the PIN comes from; from nowhere, if no option says so and there is nobody to ask.
   *
   * @throws BadInput if the file is not there, the variable is not set, or both are named
   */
  public PinSource pin() throws BadInput {
    if (pinFile != null && pinVariable != null) {
      throw new BadInput("--pin-file and --pin-env exclude each other");
    }
    if (pinFile != null) {
      if (!Files.isReadable(pinFile)) {
        throw new BadInput("--pin-file " + pinFile + " cannot be read");
      }
      return PinSource.file(pinFile);
    }
    if (pinVariable != null) {
      if (System.getenv(pinVariable) == null) {
        throw new BadInput("--pin-env: the variable " + pinVariable + " is not set");
      }
      return PinSource.environment(pinVariable);
    }
    return console()
        .<PinSource>map(
            console -> (token, occasion) -> Optional.ofNullable(ask(console, token, occasion)))
        .orElse(PinSource.none());
  }

  /** Somebody to ask; since Java 22 there is always a console, which may be no terminal. */
  @SuppressWarnings("SystemConsoleNull")
  private static Optional<Console> console() {
    return Boolean.getBoolean(Progress.TERMINAL)
        ? Optional.ofNullable(System.console())
        : Optional.empty();
  }

  private static char @Nullable [] ask(
      Console console, TokenInfo token, PinSource.Occasion occasion) {
    return console.readPassword(
        "PIN of token \"%s\"%s: ",
        Printable.of(token.label()),
        occasion == PinSource.Occasion.KEY_USE ? " for this use of the key" : "");
  }

  /** What the user can put right is bad input; the rest is a failure. */
  static TokenException explain(TokenException e) throws BadInput {
    switch (e.trouble()) {
      case MODULE, TOKEN_ABSENT, PIN_WRONG, PIN_LOCKED, PIN_MISSING ->
          throw new BadInput(String.valueOf(e.getMessage()), e);
      default -> {
        return e;
      }
    }
  }
}
