package dev.hornbeam.interop.script;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A long life of a group, in which chance decides what is proposed, committed and said. */
public final class RandomScript implements Scenario.Story {
  private static final int MOST_CHANGES = 4;

  private final Random random;
  private final int steps;
  private final int mostMembers;

  /**
   * @param steps how many epochs there are, about
   * @param mostMembers at least 3; it begins with half of them
   */
  public RandomScript(Random random, int steps, int mostMembers) {
    this.random = random;
    this.steps = steps;
    this.mostMembers = mostMembers;
  }

  @Override
  public void happens(Play play) {
    Life life = new Life(play);
    for (int i = 0; i < steps; i++) {
      life.goesOn();
    }
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private Tree anyTree() {
    return chance(50) ? Tree.INSIDE : Tree.OUTSIDE;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** The group as it is, and what the next steps have to know of it. */
  private final class Life {
    private Conversation group;
    private long epoch = 1;
    private int actors;
    private final LateMail mail = new LateMail(random);
    private final List<ExternalSigner> signers = new ArrayList<>();

    /** The first epoch of each member. */
    private final Map<String, Long> since = new HashMap<>();

    Life(Play play) {
      String creator = stranger();
      String[] others = new String[mostMembers / 2];
      for (int i = 0; i < others.length; i++) {
        others[i] = stranger();
      }
      group = play.group(creator, others);
      counts();
    }

    private String stranger() {
      return "actor" + actors++;
    }

    /** Who is new has been there since now. */
    private void counts() {
      since.keySet().retainAll(group.names());
      group.names().forEach(name -> since.putIfAbsent(name, epoch));
    }

    void goesOn() {
      mail.isSent(group, epoch);
      mail.arrives(group, epoch);
      int what = random.nextInt(100);
      if (what < 15) {
        somebodyComes();
      } else if (what < 19) {
        isBranched();
      } else if (what < 23) {
        isReplaced();
      } else {
        new Change().happens();
      }
      mail.arrives(group, epoch);
    }

    private void somebodyComes() {
      List<String> names = group.names();
      boolean again = names.size() >= mostMembers || chance(50);
      String name = again ? any(names) : stranger();
      ExternalJoinStep join = group.externalJoin(name).tree(anyTree());
      if (again) {
        join.replacingItself();
        since.remove(name);
      }
      if (chance(40)) {
        join.with(group.sharedKey(names.toArray(String[]::new)));
      }
      join.done(any(names.stream().filter(each -> !each.equals(name)).toList()));
      epoch++;
      counts();
    }

    /** Life goes on in a branch, with some of the members. */
    private void isBranched() {
      String founder = any(group.names());
      BranchStep branch = group.branch(founder);
      for (String name : group.names()) {
        if (!name.equals(founder) && chance(80)) {
          branch.with(name);
        }
      }
      if (chance(50)) {
        branch.withPath();
      }
      begins(branch.tree(anyTree()).done());
    }

    private void isReplaced() {
      ReInitStep step = group.reInit().changingId();
      if (chance(30)) {
        step.extensions(Samples.NO_REQUIREMENTS);
      }
      String committer = any(group.names());
      EndedGroup ended =
          chance(50)
              ? step.included(committer)
              : step.covered(committer, group.propose(any(group.names()), step.wish()));
      if (chance(50)) {
        ended.withPath();
      }
      begins(ended.tree(anyTree()).welcomedBy(any(group.names())));
    }

    private void begins(Conversation next) {
      group = next;
      epoch = 1;
      mail.isLost();
      signers.clear();
      since.clear();
      counts();
    }

    /** One commit, and what leads to it. */
    private final class Change {
      private final String committer = any(group.names());
      private final CommitStep commit = group.commit(committer).tree(anyTree());
      private final List<Proposal> proposals = new ArrayList<>();
      private final List<Joiner> joiners = new ArrayList<>();
      private final List<String> stay = new ArrayList<>(group.names());

      void happens() {
        stay.remove(committer);
        Collections.shuffle(stay, random);
        leave();
        enter();
        update();
        mixKeys();
        if (chance(15)) {
          list();
        }
        Collections.shuffle(proposals, random);
        proposals.forEach(commit::covering);
        if (chance(40)) {
          commit.withPath();
        }
        if (chance(10)) {
          group.commit(any(group.names())).withPath().made(); // and nothing comes of it
        }
        commit.done();
        epoch++;
        counts();
      }

      private void leave() {
        int leavers = Math.min(random.nextInt(MOST_CHANGES), stay.size() - 1);
        for (int i = 0; i < leavers; i++) {
          wished(Wish.remove(stay.remove(0)));
        }
      }

      private void enter() {
        int room = mostMembers - stay.size() - 1;
        int number = Math.min(random.nextInt(2 * MOST_CHANGES), room);
        for (int i = 0; i < number; i++) {
          String name = stranger();
          if (chance(20)) {
            Proposal asking = group.asksToJoin(name, any(group.names()));
            proposals.add(asking);
            joiners.addAll(asking.wish().joins().stream().toList());
          } else {
            Joiner joiner = group.joiner(name);
            joiners.add(joiner);
            wished(Wish.add(joiner));
          }
        }
      }

      private void update() {
        for (String name : stay) {
          if (chance(25)) {
            proposals.add(group.propose(name, Wish.update()));
          }
        }
        if (chance(20)) {
          group.propose(committer, Wish.update()); // which its next commit does not cover
        }
      }

      /** All who are there after the commit must know them. */
      private void mixKeys() {
        if (chance(25)) {
          SharedKey key = group.sharedKey(group.names().toArray(String[]::new));
          joiners.forEach(each -> each.learns(key));
          wished(Wish.sharedKey(key));
        }
        if (joiners.isEmpty() && chance(50)) {
          long known = since.values().stream().mapToLong(Long::longValue).max().orElse(epoch);
          wished(Wish.resumption(known + random.nextInt((int) (epoch - known) + 1)));
        }
      }

      private void list() {
        if (chance(60)) {
          ExternalSigner signer = group.signer(stranger());
          proposals.add(group.propose(any(group.names()), Wish.signer(signer)));
          signers.add(signer);
        } else {
          wished(Wish.extensions(Samples.NO_REQUIREMENTS));
          signers.clear();
        }
      }

      /** By value, by a member, or from outside. */
      private void wished(Wish wish) {
        int how = random.nextInt(100);
        if (how < 45) {
          commit.including(wish);
        } else if (how < 60 && !signers.isEmpty()) {
          int index = random.nextInt(signers.size());
          proposals.add(group.propose(signers.get(index), index, any(group.names()), wish));
        } else {
          proposals.add(group.propose(any(group.names()), wish));
        }
      }
    }
  }
}
