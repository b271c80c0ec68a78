package dev.hornbeam.mls.forged;

import java.util.List;
import java.util.stream.Stream;

/** All forgeries. */
final class Catalogue {
  private Catalogue() {}

  static List<Forgery> all() {
    return Stream.concat(inGroups(), atTheDoor()).toList();
  }

  private static Stream<Forgery> inGroups() {
    return Stream.of(
            ListForgeries.all(),
            AddForgeries.all(),
            LeafForgeries.all(),
            PlaceForgeries.all(),
            FramingForgeries.all(),
            EncryptionForgeries.all(),
            ProposalForgeries.all(),
            PathForgeries.all(),
            ExternalForgeries.all(),
            EndForgeries.all(),
            SenderForgeries.all())
        .flatMap(forgeries -> forgeries);
  }

  /** What those get who come to a group, and who lets them in. */
  private static Stream<Forgery> atTheDoor() {
    return Stream.of(
            GroupInfoForgeries.all(),
            TreeForgeries.all(),
            ParentHashForgeries.all(),
            LeafOfTreeForgeries.all(),
            SupportForgeries.all(),
            WelcomeForgeries.all(),
            LinkForgeries.all(),
            GivenKeyPackageForgeries.all(),
            CredentialForgeries.all())
        .flatMap(forgeries -> forgeries);
  }
}
