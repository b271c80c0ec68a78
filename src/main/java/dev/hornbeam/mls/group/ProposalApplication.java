package dev.hornbeam.mls.group;

import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafValidation;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeEditor;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProposalType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Validates one list of proposals while applying it (RFC 9420 s.12.2, s.12.3). What was checked of
 * a proposal when it was received is not checked again.
 */
final class ProposalApplication {
  private final Environment env;
  private final PublicState state;
  private final ProposalList list;
  private final AppliedProposals.Role role;

  ProposalApplication(
      Environment env, PublicState state, ProposalList list, AppliedProposals.Role role) {
    this.env = env;
    this.state = state;
    this.list = list;
    this.role = role;
  }

  /** What is done with one kind of proposal. */
  private interface Step<T> {
    void apply(ProposalList.Entry entry, T proposal) throws InvalidMessage, MalformedMessage;
  }

  AppliedProposals apply() throws MlsException {
    ProposalListRules.check(env, state, list, role);
    checkSupport();
    Extensions extensions = newExtensions();
    LeafValidation leaves = env.leafValidation(extensions);
    checkNewAdds(leaves);
    TreeEditor editor = state.tree().edit();
    each(Proposal.Update.class, (entry, update) -> update(editor, leaves, entry, update));
    each(Proposal.Remove.class, (entry, remove) -> remove(editor, remove));
    List<AppliedProposals.Added> added = new ArrayList<>();
    each(Proposal.Add.class, (entry, add) -> added.add(add(editor, leaves, entry, add)));
    each(
        Proposal.ReInit.class,
        (entry, reInit) -> ProposalListRules.checkReInit(state.context(), reInit));
    RatchetTree tree = editor.build();
    if (!list.isExternal()) {
      GroupRules.checkSupport(tree.support(), extensions);
    }
    return new AppliedProposals(list, tree, extensions, added);
  }

  private <T extends Proposal> void each(Class<T> kind, Step<T> step) throws InvalidMessage {
    for (ProposalList.Entry entry : list.entries()) {
      if (kind.isInstance(entry.proposal())) {
        try {
          step.apply(entry, kind.cast(entry.proposal()));
        } catch (MalformedMessage e) {
          throw new InvalidMessage(Rule.PROPOSAL_MALFORMED, e.field());
        }
      }
    }
  }

  /** The extensions go first, and hold for all that follows (s.12.3). */
  private Extensions newExtensions() throws InvalidMessage {
    List<Extensions> latest = new ArrayList<>();
    latest.add(state.context().extensions());
    each(
        Proposal.GroupContextExtensions.class,
        (entry, proposal) -> {
          GroupRules.checkExtensions(env, proposal.extensions());
          if (entry.isByValue()) {
            GroupRules.validateExternalSenders(env, latest.get(0), proposal.extensions());
          }
          latest.set(0, proposal.extensions());
        });
    each(
        Proposal.Custom.class,
        (entry, proposal) -> latest.set(0, applyCustom(proposal, latest.get(0))));
    return latest.get(0);
  }

  private Extensions applyCustom(Proposal.Custom proposal, Extensions extensions)
      throws InvalidMessage, MalformedMessage {
    boolean isUnknown = !env.customProposals().containsKey(proposal.type());
    return isUnknown && role == AppliedProposals.Role.LEAVER
        ? extensions
        : CustomProposals.apply(env, proposal, extensions);
  }

  /** All who process the commit support the custom types; those it removes need not (s.12.2). */
  private void checkSupport() throws InvalidMessage {
    Set<ProposalType> types = new HashSet<>();
    for (Proposal.Custom custom : list.all(Proposal.Custom.class)) {
      types.add(custom.type());
    }
    for (ProposalType type : types) {
      long lacking = state.tree().support().lacking(type);
      GroupRules.require(
          lacking == 0 || lacking == removedWithout(type), Rule.PROPOSAL_UNSUPPORTED);
    }
  }

  private long removedWithout(ProposalType type) {
    return list.all(Proposal.Remove.class).stream()
        .map(remove -> state.tree().leaf(remove.removed()))
        .flatMap(Optional::stream)
        .filter(leaf -> !leaf.capabilities().supports(type))
        .count();
  }

  /** Checks the key packages that nobody has looked at before: with their signatures, at once. */
  private void checkNewAdds(LeafValidation leaves) throws MlsException {
    List<KeyPackage> keyPackages = new ArrayList<>();
    for (ProposalList.Entry entry : list.entries()) {
      if (entry.isByValue() && entry.proposal() instanceof Proposal.Add add) {
        keyPackages.add(add.keyPackage());
      }
    }
    env.workers()
        .forEach(
            keyPackages,
            keyPackage -> {
              GroupRules.checkKeyPackage(env, state.context(), leaves, keyPackage);
              checkLifetime(keyPackage.leafNode());
              env.validate(occasion(), keyPackage.leafNode(), Optional.empty());
            });
  }

  private static void update(
      TreeEditor editor, LeafValidation leaves, ProposalList.Entry entry, Proposal.Update update)
      throws InvalidMessage {
    LeafIndex leaf = ProposalListRules.updated(entry);
    GroupRules.require(editor.leaf(leaf).isPresent(), Rule.SENDER_NOT_MEMBER);
    leaves.checkDemands(update.leafNode());
    editor.updateLeaf(leaf, update.leafNode());
  }

  private static void remove(TreeEditor editor, Proposal.Remove remove) throws InvalidMessage {
    GroupRules.require(editor.leaf(remove.removed()).isPresent(), Rule.REMOVE_OF_BLANK);
    editor.removeLeaf(remove.removed());
  }

  private AppliedProposals.Added add(
      TreeEditor editor, LeafValidation leaves, ProposalList.Entry entry, Proposal.Add add)
      throws InvalidMessage {
    LeafNode leaf = add.keyPackage().leafNode();
    if (!entry.isByValue()) {
      leaves.checkDemands(leaf);
      checkLifetime(leaf);
    }
    return new AppliedProposals.Added(editor.addLeaf(leaf), add.keyPackage());
  }

  /** One who adds a client checks this; for one who receives the Add it is optional (s.7.3). */
  private void checkLifetime(LeafNode leaf) throws InvalidMessage {
    if (role == AppliedProposals.Role.COMMITTER) {
      LeafValidation.checkLifetime(leaf, env.clock().instant());
    }
  }

  private CredentialValidator.Occasion occasion() {
    return switch (role) {
      case COMMITTER -> CredentialValidator.Occasion.KEY_PACKAGE;
      case RECEIVER, LEAVER -> CredentialValidator.Occasion.ADD;
    };
  }
}
