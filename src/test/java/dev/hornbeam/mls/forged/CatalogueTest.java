package dev.hornbeam.mls.forged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whoever breaks a rule is refused, by the name of the rule, wherever it is checked. The state of
 * the victim stays as it was, byte by byte; the same message made right is accepted.
 */
class CatalogueTest {
  @TestFactory
  Stream<DynamicTest> forgedIsRefusedAndGenuineIsAccepted() {
    return Catalogue.all().stream()
        .map(forgery -> DynamicTest.dynamicTest(forgery.toString(), () -> run(forgery)));
  }

  /** Each rule is tried wherever it is said to be enforced, and nowhere else. */
  @Test
  void everyRuleIsTriedAtEveryCheckpoint() {
    List<String> wrong = new ArrayList<>();
    List<Forgery> forgeries = Catalogue.all();
    for (Rule rule : Rule.values()) {
      Set<Checkpoint> tried = EnumSet.noneOf(Checkpoint.class);
      forgeries.stream().filter(f -> f.rule() == rule).forEach(f -> tried.add(f.checkpoint()));
      if (!tried.equals(rule.enforcedBy())) {
        wrong.add(rule + " is enforced by " + rule.enforcedBy() + ", tried at " + tried);
      }
    }
    assertEquals(List.of(), wrong);
  }

  /** What can be wrong in the one form alone. */
  private static final Map<Rule, Set<Forgery.Form>> OF_ONE_FORM =
      Map.ofEntries(
          // Not a message of the group, whatever the form.
          Map.entry(Rule.MESSAGE_KIND, Set.of(Forgery.Form.UNFRAMED)),
          // Only a PublicMessage has a membership tag, and a sender type.
          Map.entry(Rule.APPLICATION_PUBLIC, Set.of(Forgery.Form.PUBLIC)),
          Map.entry(Rule.MEMBERSHIP_TAG, Set.of(Forgery.Form.PUBLIC)),
          Map.entry(Rule.SENDER_NOT_MEMBER, Set.of(Forgery.Form.PUBLIC)),
          Map.entry(Rule.SENDER_NOT_LISTED, Set.of(Forgery.Form.PUBLIC)),
          Map.entry(Rule.PROPOSAL_SENDER, Set.of(Forgery.Form.PUBLIC)),
          Map.entry(Rule.EXTERNAL_SENDER_CONTENT, Set.of(Forgery.Form.PUBLIC)),
          Map.entry(Rule.NEW_MEMBER_PROPOSAL_CONTENT, Set.of(Forgery.Form.PUBLIC)),
          Map.entry(Rule.NEW_MEMBER_COMMIT_CONTENT, Set.of(Forgery.Form.PUBLIC)),
          // Who joins by itself has no key to encrypt with.
          Map.entry(Rule.EXTERNAL_INIT_KEM, Set.of(Forgery.Form.PUBLIC)),
          Map.entry(Rule.EXTERNAL_COMMIT_INIT, Set.of(Forgery.Form.PUBLIC)),
          Map.entry(Rule.EXTERNAL_COMMIT_PATH, Set.of(Forgery.Form.PUBLIC)),
          Map.entry(Rule.EXTERNAL_COMMIT_PROPOSALS, Set.of(Forgery.Form.PUBLIC)),
          Map.entry(Rule.EXTERNAL_COMMIT_REFERENCE, Set.of(Forgery.Form.PUBLIC)),
          Map.entry(Rule.EXTERNAL_COMMIT_REMOVES, Set.of(Forgery.Form.PUBLIC)),
          // Only a PrivateMessage is encrypted and padded.
          Map.entry(Rule.PADDING, Set.of(Forgery.Form.PRIVATE)),
          Map.entry(Rule.CONTENT_ENCRYPTION, Set.of(Forgery.Form.DAMAGED)),
          Map.entry(Rule.SENDER_DATA_ENCRYPTION, Set.of(Forgery.Form.DAMAGED)),
          Map.entry(Rule.SENDER_DATA_LEAF, Set.of(Forgery.Form.DAMAGED)),
          // Nothing of another group, or of one that has ended, is decrypted.
          Map.entry(Rule.MESSAGE_GROUP, Set.of(Forgery.Form.PUBLIC, Forgery.Form.DAMAGED)),
          Map.entry(Rule.GROUP_ENDED, Set.of(Forgery.Form.PUBLIC, Forgery.Form.DAMAGED)));

  /** A member gets whatever is wrong in the clear and encrypted. */
  @Test
  void everyRuleIsTriedInBothForms() {
    List<String> wrong = new ArrayList<>();
    List<Forgery> forgeries = Catalogue.all();
    for (Rule rule : Rule.values()) {
      Set<Forgery.Form> tried = EnumSet.noneOf(Forgery.Form.class);
      forgeries.stream()
          .filter(f -> f.rule() == rule && f.checkpoint() == Checkpoint.MEMBER)
          .forEach(f -> tried.add(f.form()));
      Set<Forgery.Form> both = Set.of(Forgery.Form.PUBLIC, Forgery.Form.PRIVATE);
      if (!tried.isEmpty() && !tried.equals(OF_ONE_FORM.getOrDefault(rule, both))) {
        wrong.add(rule + " is tried in " + tried);
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static void run(Forgery forgery) throws Exception {
    Forgery.Trial trial = forgery.scene().set();
    Trials.run(
        trial,
        forgery.form(),
        action -> {
          InvalidMessage refusal = assertThrows(InvalidMessage.class, action);
          assertEquals(forgery.rule(), refusal.rule(), refusal::getMessage);
          assertTrue(String.valueOf(refusal.getMessage()).contains(forgery.rule().name()));
        });
  }
}
