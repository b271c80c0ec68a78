package dev.hornbeam.interop;

import dev.hornbeam.interop.rpc.CreateBranchRequest;
import dev.hornbeam.interop.rpc.CreateSubgroupResponse;
import dev.hornbeam.interop.rpc.HandleBranchRequest;
import dev.hornbeam.interop.rpc.HandleBranchResponse;
import dev.hornbeam.interop.rpc.HandleCommitRequest;
import dev.hornbeam.interop.rpc.HandlePendingCommitRequest;
import dev.hornbeam.interop.rpc.HandleReInitCommitResponse;
import dev.hornbeam.interop.rpc.HandleReInitWelcomeRequest;
import dev.hornbeam.interop.rpc.JoinGroupResponse;
import dev.hornbeam.interop.rpc.ReInitWelcomeRequest;
import dev.hornbeam.mls.Change;
import dev.hornbeam.mls.CommitBuilder.PathChoice;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.IncomingCommit;
import dev.hornbeam.mls.NewGroup;
import dev.hornbeam.mls.StagedCommit;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.GroupId;
import io.grpc.StatusException;

/** The calls by which a group follows from another (RFC 9420 sections 11.2 and 11.3). */
final class Sequels {
  private final KeyPlace keys;
  private final Sessions sessions;
  private final Entrances entrances;

  Sequels(KeyPlace keys, Sessions sessions, Entrances entrances) {
    this.keys = keys;
    this.sessions = sessions;
    this.entrances = entrances;
  }

  // --- ReInit ---

  HandleReInitCommitResponse handlePendingCommit(HandlePendingCommitRequest request)
      throws Exception {
    int id = request.getStateId();
    Membership member = States.find(sessions, id);
    return member.use(() -> ready(member, end(id, member, member.pending())));
  }

  HandleReInitCommitResponse handleCommit(HandleCommitRequest request) throws Exception {
    int id = request.getStateId();
    Membership member = States.find(sessions, id);
    return member.use(
        () -> {
          IncomingCommit commit = member.receive(request.getProposalList(), request.getCommit());
          Successor next;
          try {
            next = end(id, member, commit);
          } catch (MlsException | StatusException | RuntimeException e) {
            member.discard(commit);
            throw e;
          }
          return ready(member, next);
        });
  }

  /** Puts a commit in force that ends the group, with all ready for what comes next. */
  private Successor end(int id, Membership member, StagedCommit commit)
      throws MlsException, StatusException {
    Change.ReInit reInit =
        Membership.reInit(commit).orElseThrow(() -> Failures.unfit("the commit covers no ReInit"));
    Successor next = Successor.of(keys, id, member, reInit);
    try {
      member.merge(commit);
    } catch (MlsException | RuntimeException e) {
      next.free();
      throw e;
    }
    return next;
  }

  private HandleReInitCommitResponse ready(Membership member, Successor next) throws Exception {
    return HandleReInitCommitResponse.newBuilder()
        .setEpochAuthenticator(member.authenticator())
        .setKeyPackage(Protobuf.string(next.keyPackage()))
        .setReinitId(sessions.add(next))
        .build();
  }

  CreateSubgroupResponse welcome(ReInitWelcomeRequest request) throws Exception {
    int id = request.getReinitId();
    Successor member = sessions.find(id, Successor.class, Successor.KIND);
    return member.useWithOld(
        () -> {
          NewGroup made =
              member
                  .found()
                  .addAll(Protobuf.bytes(request.getKeyPackageList()))
                  .path(path(request.getForcePath()))
                  .tree(Membership.tree(request.getExternalTree()))
                  .found();
          member.deleteKeyPackage();
          return subgroup(moved(id, member, made.group()), made, request.getExternalTree());
        });
  }

  JoinGroupResponse handleWelcome(HandleReInitWelcomeRequest request) throws Exception {
    int id = request.getReinitId();
    Successor member = sessions.find(id, Successor.class, Successor.KIND);
    return member.useWithOld(
        () -> {
          Group group =
              member.join(
                  Protobuf.bytes(request.getWelcome()), Protobuf.given(request.getRatchetTree()));
          return entrances.joined(moved(id, member, group));
        });
  }

  /** A member is in the new group now, and no more in the old one. */
  private Membership moved(int id, Successor member, Group group) {
    sessions.remove(id, member);
    sessions.remove(member.oldId(), member.old());
    member.moved(group.id());
    return new Membership(member.party(), group, member.old().framing());
  }

  // --- Branches ---

  CreateSubgroupResponse createBranch(CreateBranchRequest request) throws Exception {
    Membership old = States.find(sessions, request.getStateId());
    return old.use(
        () -> {
          Party party =
              Party.of(
                  keys, old.group().cipherSuite(), old.party().identity(), old.party().store());
          try {
            NewGroup made =
                party
                    .client()
                    .branch(old.group().id(), new GroupId(Protobuf.bytes(request.getGroupId())))
                    .addAll(Protobuf.bytes(request.getKeyPackagesList()))
                    .extensions(Protobuf.extensions(request.getExtensionsList()))
                    .path(path(request.getForcePath()))
                    .tree(Membership.tree(request.getExternalTree()))
                    .found();
            Membership member = new Membership(party, made.group(), old.framing());
            return subgroup(member, made, request.getExternalTree());
          } catch (MlsException | RuntimeException e) {
            party.retire();
            throw e;
          }
        });
  }

  HandleBranchResponse handleBranch(HandleBranchRequest request) throws Exception {
    int id = request.getTransactionId();
    Membership old = States.find(sessions, request.getStateId());
    Newcomer newcomer = sessions.find(id, Newcomer.class, Newcomer.KIND);
    return old.use(
        () ->
            newcomer.use(
                () -> {
                  Party party = newcomer.movedTo(keys, old);
                  Group group = join(party, newcomer, old, request);
                  newcomer.handOver();
                  sessions.remove(id, newcomer);
                  JoinGroupResponse joined =
                      entrances.joined(new Membership(party, group, old.framing()));
                  return HandleBranchResponse.newBuilder()
                      .setStateId(joined.getStateId())
                      .setEpochAuthenticator(joined.getEpochAuthenticator())
                      .build();
                }));
  }

  /** If this fails, the keys are still the newcomer's: nothing is to be destroyed. */
  private static Group join(
      Party moved, Newcomer newcomer, Membership old, HandleBranchRequest request)
      throws MlsException {
    Bytes welcome = Protobuf.bytes(request.getWelcome());
    try {
      moved.requireFor(newcomer.keyPackage(), welcome);
      return moved
          .client()
          .joinBranch(old.group().id(), welcome, Protobuf.given(request.getRatchetTree()));
    } catch (MlsException | RuntimeException e) {
      Failures.quietly("forget a key package", () -> moved.disown(newcomer.keyPackage()));
      throw e;
    }
  }

  private CreateSubgroupResponse subgroup(Membership member, NewGroup made, boolean outside)
      throws Exception {
    JoinGroupResponse joined = entrances.joined(member);
    var answer =
        CreateSubgroupResponse.newBuilder()
            .setStateId(joined.getStateId())
            .setEpochAuthenticator(joined.getEpochAuthenticator())
            .setWelcome(Protobuf.string(made.welcome().orElse(Bytes.EMPTY)));
    if (outside) {
      answer.setRatchetTree(Protobuf.string(made.group().ratchetTree()));
    }
    return answer.build();
  }

  private static PathChoice path(boolean forced) {
    return forced ? PathChoice.ALWAYS : PathChoice.WHEN_REQUIRED;
  }
}
