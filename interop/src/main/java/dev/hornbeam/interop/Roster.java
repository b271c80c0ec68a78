package dev.hornbeam.interop;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import io.grpc.StatusException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who is in a group: requests know members by identity.
 *
 * @param suite of the group
 * @param epoch an unsigned number
 * @param members from left to right in the tree; none if it is not known
 */
record Roster(GroupId group, CipherSuite suite, long epoch, List<Entry> members) {
  /** A member. */
  record Entry(Credential credential, LeafIndex leaf) {}

  /** As a member sees the group. */
  static Roster of(Group group) {
    return new Roster(
        group.id(),
        group.cipherSuite(),
        group.epoch(),
        group.members().stream().map(each -> new Entry(each.credential(), each.leaf())).toList());
  }

  /**
   * As a GroupInfo describes the group. Its signature and tree are not verified: whoever acts on
   * them does that.
   *
   * @param groupInfo an encoded {@code MLSMessage}
   * @param tree the ratchet tree, if the GroupInfo does not have it
   */
  static Roster of(Bytes groupInfo, Optional<Bytes> tree) throws MlsException, StatusException {
    if (!(MlsMessage.decode(groupInfo) instanceof MlsMessage.Info message)) {
      throw Failures.badRequest("group_info is no GroupInfo");
    }
    GroupInfo info = message.body();
    CipherSuite suite = Protobuf.suite(info.groupContext().cipherSuite());
    Optional<Bytes> encoded = info.extensions().find(ExtensionType.RATCHET_TREE).or(() -> tree);
    return new Roster(
        info.groupContext().groupId(),
        suite,
        info.groupContext().epoch(),
        encoded.isEmpty() ? List.of() : members(suite, encoded.get()));
  }

  private static List<Entry> members(CipherSuite suite, Bytes tree) throws MlsException {
    SuiteCrypto crypto = SuiteCrypto.of(suite, CryptoProfile.fastest(), new SecureRandom());
    List<Entry> members = new ArrayList<>();
    RatchetTree.decode(crypto, tree)
        .members()
        .forEach(each -> members.add(new Entry(each.leaf().credential(), each.index())));
    return members;
  }

  /**
   * The place of a member; of several, the leftmost.
   *
   * @throws StatusException INVALID_ARGUMENT if there is none, or it is not known who is in the
   *     group
   */
  LeafIndex find(Bytes identity) throws StatusException {
    Credential wanted = new Credential.Basic(identity);
    return members.stream()
        .filter(each -> each.credential().equals(wanted))
        .findFirst()
        .map(Entry::leaf)
        .orElseThrow(
            () ->
                Failures.badRequest(
                    members.isEmpty()
                        ? "who is in the group is not known: the GroupInfo comes without the tree"
                        : "no member of the group has the identity " + identity));
  }
}
