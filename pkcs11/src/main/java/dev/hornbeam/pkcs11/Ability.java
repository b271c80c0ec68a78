package dev.hornbeam.pkcs11;

import java.util.Set;

/**
 * What a token can do with one kind of key, by its list of mechanisms and what is known of its
 * module; {@link Token#trial} makes sure.
 *
 * @param can empty if it can do nothing with such keys
 * @param why in a few words, if something is missing: the mechanism, or the module's quirk
 */
public record Ability(KeyType type, KeyUse use, Set<Feat> can, String why) {
  /** One thing that a token can do. */
  public enum Feat {
    /** Use a key that is there: sign or derive. */
    USE,
    /** Make a pair that stays on the token. */
    MAKE_TOKEN_OBJECT,
    /** Make a pair that lives in a session. */
    MAKE_SESSION_OBJECT,
    /** Make a pair, wrap its private key under an AES key, and unwrap it. */
    WRAP
  }
}
