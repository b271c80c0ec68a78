package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.framing.CheckedContent;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.schedule.TranscriptHashes;
import dev.hornbeam.mls.tree.IncomingPath;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafValidation;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeKem;
import dev.hornbeam.mls.tree.UpdatePath;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.Optional;
import java.util.Set;

/**
 * What everyone who follows a group can compute of a commit (RFC 9420 s.12.4.2): the next public
 * state, with all that can be checked without secrets.
 *
 * @param applied the proposals
 * @param committer the leaf of who committed, in the new tree
 * @param provisional the context that path secrets are encrypted with
 * @param path there if the commit has one
 * @param authenticatedData what was sent with the commit in the clear
 * @param next the public state once the commit is in force
 */
public record PublicTransition(
    AppliedProposals applied,
    LeafIndex committer,
    GroupContext provisional,
    Optional<IncomingPath> path,
    Bytes authenticatedData,
    PublicState next) {
  /**
   * Validates a commit whose signature was checked.
   *
   * @throws MlsException if it breaks a rule
   */
  public static PublicTransition of(
      Environment env, PublicState state, CheckedContent checked, ProposalList list)
      throws MlsException {
    return of(env, state, checked, list, AppliedProposals.Role.RECEIVER);
  }

  static PublicTransition of(
      Environment env,
      PublicState state,
      CheckedContent checked,
      ProposalList list,
      AppliedProposals.Role role)
      throws MlsException {
    AuthenticatedContent content = checked.content();
    Commit commit = commit(content);
    AppliedProposals applied = AppliedProposals.of(env, state, list, role);
    if (commit.path().isEmpty() && applied.list().needsPath(env)) {
      throw new InvalidMessage(Rule.PATH_REQUIRED);
    }
    LeafIndex committer = committer(list, applied);
    Optional<IncomingPath> path = Optional.empty();
    RatchetTree tree = applied.tree();
    if (commit.path().isPresent()) {
      UpdatePath update = commit.path().get();
      checkLeaf(env, state, applied, committer, update.leafNode());
      IncomingPath incoming =
          TreeKem.apply(tree, committer, update, Set.copyOf(applied.addedLeaves()));
      tree = incoming.tree();
      path = Optional.of(incoming);
      GroupRules.checkSupport(tree.support(), applied.extensions());
    }
    GroupContext provisional =
        state.context().next(tree.treeHash(env.workers()), applied.extensions());
    return new PublicTransition(
        applied,
        committer,
        provisional,
        path,
        content.content().authenticatedData(),
        next(env, state, content, provisional, tree));
  }

  /** The commit in the content. */
  static Commit commit(AuthenticatedContent content) {
    if (content.content().content() instanceof Content.Committed committed) {
      return committed.commit();
    }
    throw new AssertionError("not a commit");
  }

  private static LeafIndex committer(ProposalList list, AppliedProposals applied) {
    return list.committer() instanceof Sender.Member member
        ? member.leaf()
        : applied.tree().leftmostFree();
  }

  /** RFC 9420 s.12.4.2 and s.7.3; the application judges a new credential (s.5.3.1). */
  private static void checkLeaf(
      Environment env,
      PublicState state,
      AppliedProposals applied,
      LeafIndex committer,
      LeafNode leaf)
      throws InvalidMessage, MalformedMessage {
    LeafValidation leaves = env.leafValidation(applied.extensions());
    Optional<LeafNode> replaced = replaced(state, applied, committer);
    if (replaced.isPresent()) {
      leaves.checkPath(leaf, state.groupId(), committer, replaced.get());
    } else {
      leaves.checkPath(leaf, state.groupId(), committer);
    }
    boolean isKnown =
        !applied.list().isExternal()
            && replaced.isPresent()
            && Environment.presented(replaced.get()).equals(Environment.presented(leaf));
    if (!isKnown) {
      env.validate(CredentialValidator.Occasion.COMMIT, leaf, replaced);
    }
    if (applied.list().isExternal() && replaced.isPresent()) {
      env.requireSameClient(leaf, replaced.get());
    }
  }

  /** The leaf that the committer had; for a resync, the one that it removes (s.12.2). */
  private static Optional<LeafNode> replaced(
      PublicState state, AppliedProposals applied, LeafIndex committer) {
    return applied.list().isExternal()
        ? applied
            .list()
            .first(Proposal.Remove.class)
            .flatMap(remove -> state.tree().leaf(remove.removed()))
        : state.tree().leaf(committer);
  }

  private static PublicState next(
      Environment env,
      PublicState state,
      AuthenticatedContent content,
      GroupContext provisional,
      RatchetTree tree) {
    Bytes confirmed =
        TranscriptHashes.confirmed(
            env.crypto(),
            state.interimTranscriptHash(),
            content.wireFormat(),
            content.content(),
            content.auth().signature());
    Bytes tag = content.auth().confirmationTag().orElseThrow(AssertionError::new);
    return new PublicState(
        provisional.withTranscript(confirmed),
        tree,
        TranscriptHashes.interim(env.crypto(), confirmed, tag),
        tag);
  }
}
