package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenOptions;
import java.security.ProviderException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token of one provider instance, opened when it is first needed: one that is absent when the
 * JVM starts costs nothing, and is found once it is there.
 */
final class TokenLink {
  private final Configuration configuration;
  private final Pins pins;
  private final Optional<Token> given;
  private @Nullable Opened opened;
  private boolean opening;
  private volatile String description;

  private record Opened(Pkcs11Module module, Token token) {}

  /** The token that a configuration names. */
  TokenLink(Configuration configuration) {
    this.configuration = configuration;
    this.pins = new Pins(configuration.pin());
    this.given = Optional.empty();
    this.description =
        "token \"" + configuration.token().label().orElse(configuration.name()) + "\"";
  }

  /** A token that someone else opened, and will close. */
  TokenLink(Configuration configuration, Token token) {
    this.configuration = configuration;
    this.pins = new Pins(Optional.empty());
    this.given = Optional.of(token);
    this.description = token.toString();
  }

  Configuration configuration() {
    return configuration;
  }

  Pins pins() {
    return pins;
  }

  /**
   * The token, which is opened if it is not.
   *
   * @throws TokenException if it cannot be; the next call tries again
   */
  synchronized Token token() throws TokenException {
    if (given.isPresent()) {
      return given.get();
    }
    Opened now = opened;
    if (now == null) {
      opening = true;
      try {
        now = open();
      } finally {
        opening = false;
      }
      opened = now;
      description = now.token().toString();
    }
    return now.token();
  }

  /** What a JCA operation throws that cannot throw anything better. */
  static ProviderException failed(TokenException e) {
    return new ProviderException(e.getMessage(), e);
  }

  /**
   * Closes the token, which is logged out of by that; keys opened before are of no use then. The
   * next use opens it again. A token that was given stays open.
   */
  synchronized void close() {
    Opened now = opened;
    opened = null;
    if (now != null) {
      now.token().close();
      now.module().close();
    }
  }

  /**
   * Whether this thread is opening the token, so that nothing can be asked of it yet. The JDK's
   * temporary files, for one, take random names from the first provider that has any.
   */
  boolean isOpeningHere() {
    return Thread.holdsLock(this) && isOpening();
  }

  private synchronized boolean isOpening() {
    return opening;
  }

  /** The token, for people. */
  String describe() {
    return description;
  }

  private Opened open() throws TokenException {
    TokenOptions options = configuration.options();
    Pkcs11Module module = Pkcs11Module.load(configuration.module());
    boolean done = false;
    try {
      Token token =
          module.open(
              configuration.token(),
              new TokenOptions(
                  pins, options.maxSessions(), options.patience(), options.recovery()));
      done = true;
      return new Opened(module, token);
    } finally {
      if (!done) {
        module.close();
      }
    }
  }
}
