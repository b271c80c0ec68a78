package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafValidation;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeEditor;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.CustomProposal;
import dev.hornbeam.mls.types.Extensions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Validates one list of proposals while applying it (RFC 9420 s.12.2, s.12.3). */
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

  AppliedProposals apply() throws RefusedProposal, InvalidMessage, MalformedMessage {
    ProposalListRules.check(env, state, list);
    each(Proposal.Custom.class, this::checkSupport);
    Extensions extensions = newExtensions();
    LeafValidation leaves = env.leafValidation(extensions);
    TreeEditor editor = state.tree().edit();
    each(Proposal.Update.class, (entry, update) -> update(editor, leaves, entry, update));
    each(Proposal.Remove.class, (entry, remove) -> remove(editor, remove));
    List<AppliedProposals.Added> added = new ArrayList<>();
    each(Proposal.Add.class, (entry, add) -> added.add(add(editor, leaves, entry, add)));
    each(Proposal.ReInit.class, (entry, reInit) -> checkReInit(reInit));
    RatchetTree tree = editor.build();
    if (list.first(Proposal.ExternalInit.class).isEmpty()) {
      GroupRules.checkSupport(tree, extensions);
    }
    return new AppliedProposals(list, tree, extensions, added);
  }

  private <T extends Proposal> void each(Class<T> kind, Step<T> step) throws RefusedProposal {
    for (ProposalList.Entry entry : list.entries()) {
      if (kind.isInstance(entry.proposal())) {
        try {
          step.apply(entry, kind.cast(entry.proposal()));
        } catch (InvalidMessage e) {
          throw new RefusedProposal(e, Optional.of(entry));
        } catch (MalformedMessage e) {
          throw new RefusedProposal(
              new InvalidMessage(Rule.PROPOSAL_MALFORMED, e.field()), Optional.of(entry));
        }
      }
    }
  }

  /** The extensions go first, and hold for all that follows (s.12.3). */
  private Extensions newExtensions() throws RefusedProposal {
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
        (entry, proposal) -> latest.set(0, applyCustom(custom(proposal), proposal, latest.get(0))));
    return latest.get(0);
  }

  private CustomProposal<?> custom(Proposal.Custom proposal) throws InvalidMessage {
    CustomProposal<?> custom = env.customProposals().get(proposal.type());
    if (custom == null) {
      throw new InvalidMessage(Rule.PROPOSAL_UNSUPPORTED);
    }
    return custom;
  }

  private static <T> Extensions applyCustom(
      CustomProposal<T> type, Proposal.Custom proposal, Extensions extensions)
      throws InvalidMessage, MalformedMessage {
    T value = TlsReader.decode(proposal.body(), type::decode);
    if (type.validate(value, extensions) != CredentialValidator.Verdict.ACCEPTED) {
      throw new InvalidMessage(Rule.CUSTOM_PROPOSAL_REFUSED);
    }
    return type.apply(value, extensions);
  }

  /** All who process the commit support the type; those it removes need not (s.12.2). */
  private void checkSupport(ProposalList.Entry entry, Proposal.Custom proposal)
      throws InvalidMessage {
    long lacking = state.tree().support().lacking(proposal.type());
    if (lacking == 0) {
      return;
    }
    long removed =
        list.all(Proposal.Remove.class).stream()
            .map(remove -> state.tree().leaf(remove.removed()))
            .flatMap(Optional::stream)
            .filter(leaf -> !leaf.capabilities().supports(proposal.type()))
            .count();
    if (lacking > removed) {
      throw new InvalidMessage(Rule.PROPOSAL_UNSUPPORTED);
    }
  }

  private void update(
      TreeEditor editor, LeafValidation leaves, ProposalList.Entry entry, Proposal.Update update)
      throws InvalidMessage {
    if (!(entry.sender() instanceof Sender.Member member)) {
      throw new InvalidMessage(Rule.PROPOSAL_SENDER);
    }
    LeafNode old =
        editor.leaf(member.leaf()).orElseThrow(() -> new InvalidMessage(Rule.UPDATE_OF_BLANK));
    leaves.checkUpdate(update.leafNode(), state.groupId(), member.leaf(), old);
    editor.updateLeaf(member.leaf(), update.leafNode());
  }

  private static void remove(TreeEditor editor, Proposal.Remove remove) throws InvalidMessage {
    if (editor.leaf(remove.removed()).isEmpty()) {
      throw new InvalidMessage(Rule.REMOVE_OF_BLANK);
    }
    editor.removeLeaf(remove.removed());
  }

  private AppliedProposals.Added add(
      TreeEditor editor, LeafValidation leaves, ProposalList.Entry entry, Proposal.Add add)
      throws InvalidMessage {
    KeyPackage keyPackage = add.keyPackage();
    GroupRules.checkKeyPackage(env, state.context(), leaves, keyPackage);
    if (role == AppliedProposals.Role.COMMITTER) {
      LeafValidation.checkLifetime(keyPackage.leafNode(), env.clock().instant());
    }
    if (entry.isByValue()) {
      env.validate(occasion(), keyPackage.leafNode(), Optional.empty());
    }
    return new AppliedProposals.Added(editor.addLeaf(keyPackage.leafNode()), keyPackage);
  }

  private CredentialValidator.Occasion occasion() {
    return role == AppliedProposals.Role.COMMITTER
        ? CredentialValidator.Occasion.KEY_PACKAGE
        : CredentialValidator.Occasion.ADD;
  }

  /** RFC 9420 s.12.1.5. */
  private void checkReInit(Proposal.ReInit reInit) throws InvalidMessage {
    if (reInit.version() < state.context().version()) {
      throw new InvalidMessage(Rule.REINIT_VERSION);
    }
    if (reInit.extensions().hasDuplicates()) {
      throw new InvalidMessage(Rule.EXTENSIONS_NOT_UNIQUE);
    }
  }
}
