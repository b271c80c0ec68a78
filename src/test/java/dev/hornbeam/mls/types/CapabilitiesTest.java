package dev.hornbeam.mls.types;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
  private static final List<Integer> FEW = List.of(20, 21);
  private static final List<Integer> MANY = IntStream.range(20, 60).boxed().toList();

  private static Capabilities listing(List<Integer> types) {
    return new Capabilities(
        List.of(1),
        List.of(1),
        types.stream().map(ExtensionType::new).toList(),
        types.stream().map(ProposalType::new).toList(),
        types.stream().map(CredentialType::new).toList());
  }

  private static boolean supports(Capabilities capabilities, List<Integer> types) {
    boolean extensions =
        capabilities.supportsExtensions(types.stream().map(ExtensionType::new).toList());
    boolean proposals =
        capabilities.supportsProposals(types.stream().map(ProposalType::new).toList());
    boolean credentials =
        capabilities.supportsCredentials(types.stream().map(CredentialType::new).toList());
    assertTrue(extensions == proposals && proposals == credentials);
    return extensions;
  }

  @Test
  void supportsWhatIsListed() {
    for (List<Integer> listed : List.of(FEW, MANY)) {
      assertTrue(supports(listing(listed), List.of()));
      assertTrue(supports(listing(listed), listed));
      assertFalse(supports(listing(listed.subList(1, listed.size())), listed));
    }
    assertTrue(supports(listing(MANY), FEW));
    assertFalse(supports(listing(FEW), MANY));
  }

  @Test
  void defaultTypesNeedNoListing() {
    Capabilities none = listing(List.of());
    assertTrue(none.supportsExtensions(List.of(ExtensionType.RATCHET_TREE)));
    assertTrue(none.supportsProposals(List.of(ProposalType.ADD, ProposalType.REMOVE)));
    assertFalse(none.supportsCredentials(List.of(CredentialType.BASIC)));
  }

  /** Searching the one list for each of the other would take minutes. */
  @Test
  void twoLongListsAreNoTrouble() {
    List<Integer> all = IntStream.range(0, 100_000).map(i -> 20 + i % 0xffec).boxed().toList();
    assertTrue(supports(listing(all), all));
  }
}
