package dev.hornbeam.pkcs11;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * A PKCS#11 library in this process. Safe for use by several threads.
 *
 * <p>A library is loaded once, however many objects stand for it, and is finalised when the last of
 * them was closed, if it was not initialised by someone else. Nothing that is done with this object
 * or its tokens, at whatever moment, calls the library in a state in which it may not be called.
 */
public final class Pkcs11Module implements AutoCloseable {
  private static final int LABEL_LENGTH = 32;
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final Cryptoki cryptoki;
  private final List<TokenCore> opened = new ArrayList<>();
  private boolean closed;

  /** For a library that somebody has joined. */
  Pkcs11Module(Cryptoki cryptoki) {
    this.cryptoki = cryptoki;
  }

  /**
   * Loads and initialises a library, or shares one that is loaded, with the {@code initArgs} that
   * it was initialised with. One that others in the process initialised is used as it is, and not
   * finalised.
   *
   * @throws TokenException with {@link Trouble#MODULE} if it is not there, is no PKCS#11 module, or
   *     does not initialise
   */
  public static Pkcs11Module load(ModuleOptions options) throws TokenException {
    Cryptoki cryptoki = Library.load(options.library());
    cryptoki.join(options);
    return new Pkcs11Module(cryptoki);
  }

  /** What the module says of itself. */
  public ModuleInfo info() throws TokenException {
    return open().info();
  }

  /** All slots, those without tokens included. */
  public List<Slot> slots() throws TokenException {
    return Slots.list(open());
  }

  /**
   * Opens a token. Two tokens of one module are used side by side; opening one twice gives two
   * pools of sessions, which share its login.
   *
   * @throws TokenException with {@link Trouble#TOKEN_ABSENT} if none matches, or several do; the
   *     message lists those that are there
   */
  public Token open(TokenSelector selector, TokenOptions options) throws TokenException {
    TokenInfo info = find(open(), selector);
    TokenCore core = new TokenCore(cryptoki, selector, options, info);
    synchronized (this) {
      if (closed) {
        throw Cryptoki.closed();
      }
      opened.removeIf(TokenCore::isClosed);
      opened.add(core);
    }
    return new Token(core);
  }

  /**
   * Initialises a token anew ({@code C_InitToken}, {@code C_InitPIN}): all that was on it is gone.
   *
   * @param label at most 32 bytes in UTF-8, with no blank at its end
   * @param soPin not changed, not kept
   * @param pin the user's new PIN; not changed, not kept
   * @throws IllegalArgumentException if the label does not fit; nothing was done
   */
  public TokenInfo initialize(long slotId, String label, char[] soPin, char[] pin)
      throws TokenException {
    Cryptoki library = open();
    int length = label.getBytes(StandardCharsets.UTF_8).length;
    if (length > LABEL_LENGTH || label.endsWith(" ")) {
      throw new IllegalArgumentException(
          "A token's label has at most " + LABEL_LENGTH + " bytes, and no blank at its end");
    }
    char[] padded = (label + " ".repeat(LABEL_LENGTH - length)).toCharArray();
    library.write(
        library.generation(),
        "C_InitToken",
        raw -> {
          raw.C_InitToken(slotId, soPin, padded, true);
          return slotId;
        });
    TokenInfo token = Slots.initialized(library, slotId, label);
    Session session = Session.open(library, token.slotId(), PKCS11Constants.CKF_RW_SESSION);
    try {
      session.setUserPin(soPin, pin);
    } finally {
      session.end();
    }
    return Slots.token(library, token.slotId());
  }

  /** Waits for calls that are under way, and closes the module's tokens. Closing twice is fine. */
  @Override
  public void close() {
    List<TokenCore> cores;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      cores = List.copyOf(opened);
      opened.clear();
    }
    // Work that makes or destroys objects is several calls: it is let go to its end.
    cores.forEach(TokenCore::close);
    long deadline = System.nanoTime() + DRAIN.toNanos();
    for (TokenCore core : cores) {
      core.pool().awaitLeases(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
    cryptoki.leave();
  }

  private static TokenInfo find(Cryptoki cryptoki, TokenSelector selector) throws TokenException {
    long generation = cryptoki.generation();
    try {
      return Slots.find(cryptoki, selector);
    } catch (TokenException e) {
      if (e.reaction() != Reaction.MODULE_LOST) {
        throw e;
      }
      cryptoki.renew(generation, e);
      return Slots.find(cryptoki, selector);
    }
  }

  private synchronized Cryptoki open() throws TokenException {
    if (closed) {
      throw Cryptoki.closed();
    }
    return cryptoki;
  }
}
