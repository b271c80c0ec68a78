package dev.hornbeam.client;

import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeySource.Purpose;
import dev.hornbeam.pkcs11.Ability;
import dev.hornbeam.pkcs11.Ability.Feat;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which keys of which cipher suites can live where, with one token: by its list of mechanisms and
 * what is known of its module. {@link Token#trial} makes sure.
 *
 * @param answers one for each suite, purpose and kind of custody, in this order
 */
public record Homes(List<Answer> answers) {
  /** Whether keys can live in a place. */
  public enum Verdict {
    /** They are made and used there. */
    POSSIBLE,
    /** Keys that were put there by other means can be used; none can be made. */
    FOUND_ONLY,
    /** They cannot. */
    IMPOSSIBLE
  }

  /**
   * Whether keys of a purpose can live in a place.
   *
   * @param why what is missing, in a few words; empty if nothing is
   */
  public record Answer(
      CipherSuite suite, Purpose purpose, Custody.Kind custody, Verdict verdict, String why) {}

  /** Copies the list. */
  public Homes {
    answers = List.copyOf(answers);
  }

  /**
   * Asks a token.
   *
   * @throws TokenException if it does not answer now
   */
  public static Homes of(Token token) throws TokenException {
    Map<KeyKind, Ability> abilities = new HashMap<>();
    List<Answer> answers = new ArrayList<>();
    for (CipherSuite suite : CipherSuite.values()) {
      for (Purpose purpose : Purpose.values()) {
        KeyKind kind = KeyKind.of(suite, purpose);
        Ability ability = abilities.get(kind);
        if (ability == null) {
          ability = token.ability(kind.type(), kind.use());
          abilities.put(kind, ability);
        }
        for (Custody.Kind custody : Custody.Kind.values()) {
          Verdict verdict = verdict(custody, ability.can());
          String why = verdict == Verdict.POSSIBLE ? "" : ability.why();
          answers.add(new Answer(suite, purpose, custody, verdict, why));
        }
      }
    }
    return new Homes(answers);
  }

  /** The answer to one question. */
  public Answer answer(CipherSuite suite, Purpose purpose, Custody.Kind custody) {
    return answers.stream()
        .filter(a -> a.suite() == suite && a.purpose() == purpose && a.custody() == custody)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is an answer to everything"));
  }

  /** The suites all of whose keys can be made in places of a kind. */
  public Set<CipherSuite> suites(Custody.Kind custody) {
    Set<CipherSuite> suites = EnumSet.allOf(CipherSuite.class);
    answers.stream()
        .filter(a -> a.custody() == custody && a.verdict() != Verdict.POSSIBLE)
        .forEach(a -> suites.remove(a.suite()));
    return suites;
  }

  static Verdict verdict(Custody.Kind custody, Set<Feat> can) {
    return switch (custody) {
      case SOFTWARE -> Verdict.POSSIBLE;
      case TOKEN ->
          !can.contains(Feat.USE)
              ? Verdict.IMPOSSIBLE
              : can.contains(Feat.MAKE_TOKEN_OBJECT) ? Verdict.POSSIBLE : Verdict.FOUND_ONLY;
      case WRAPPED ->
          can.containsAll(Set.of(Feat.USE, Feat.MAKE_SESSION_OBJECT, Feat.WRAP))
              ? Verdict.POSSIBLE
              : Verdict.IMPOSSIBLE;
    };
  }
}
