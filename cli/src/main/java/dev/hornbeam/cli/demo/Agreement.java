package dev.hornbeam.cli.demo;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** Whether members have the same view of their group, and who has not. */
final class Agreement {
  private static final String EXPORT_LABEL = "hornbeam demo";
  private static final int EXPORT_LENGTH = 32;

  private final Map<Property, List<String>> differing;

  private Agreement(Map<Property, List<String>> differing) {
    this.differing = differing;
  }

  /** What members of the same epoch have in common. */
  enum Property {
    EPOCH("epoch", (one, other) -> one.epoch == other.epoch),
    TREE_HASH("tree hash", (one, other) -> one.treeHash.equals(other.treeHash)),
    EPOCH_AUTHENTICATOR(
        "epoch authenticator", (one, other) -> one.authenticator.matches(other.authenticator)),
    EXPORTED_SECRET("exported secret", (one, other) -> one.exported.matches(other.exported));

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas have no state
    private final BiPredicate<View, View> same;

    Property(String title, BiPredicate<View, View> same) {
      this.title = title;
      this.same = same;
    }

    /** Its name, for people. */
    String title() {
      return title;
    }
  }

  /** What one member has. */
  record View(String name, long epoch, Bytes treeHash, Secret authenticator, Secret exported)
      implements AutoCloseable {
    static View of(Participant participant) throws MlsException {
      Group group = participant.group();
      Secret authenticator = group.epochAuthenticator();
      try {
        return new View(
            participant.name(),
            group.epoch(),
            group.treeHash(),
            authenticator,
            group.export(EXPORT_LABEL, Bytes.EMPTY, EXPORT_LENGTH));
      } catch (MlsException | RuntimeException e) {
        authenticator.close();
        throw e;
      }
    }

    @Override
    public void close() {
      authenticator.close();
      exported.close();
    }
  }

  /** Compares the members. */
  static Agreement of(List<Participant> participants) throws MlsException {
    List<View> views = new ArrayList<>();
    try {
      for (Participant participant : participants) {
        views.add(View.of(participant));
      }
      return among(views);
    } finally {
      views.forEach(View::close);
    }
  }

  /** Compares what members have. */
  static Agreement among(List<View> views) {
    Map<Property, List<String>> differing = new LinkedHashMap<>();
    for (Property property : Property.values()) {
      differing.put(property, differing(property, views));
    }
    return new Agreement(differing);
  }

  /** Those who have not what most have; of as many, what the first one has counts. */
  private static List<String> differing(Property property, List<View> views) {
    List<List<View>> classes = new ArrayList<>();
    for (View view : views) {
      classes.stream()
          .filter(same -> property.same.test(same.get(0), view))
          .findFirst()
          .ifPresentOrElse(
              same -> same.add(view), () -> classes.add(new ArrayList<>(List.of(view))));
    }
    int most = classes.stream().mapToInt(List::size).max().orElse(0);
    List<View> usual =
        classes.stream().filter(each -> each.size() == most).findFirst().orElse(List.of());
    return views.stream().filter(view -> !usual.contains(view)).map(View::name).toList();
  }

  /** Those who differ in a property. */
  List<String> differing(Property property) {
    return differing.getOrDefault(property, List.of());
  }

  /** Those who differ in anything. */
  Set<String> differing() {
    Set<String> all = new LinkedHashSet<>();
    differing.values().forEach(all::addAll);
    return all;
  }

  boolean holds() {
    return differing().isEmpty();
  }
}
