package dev.hornbeam.interop.script;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Messages of a group's members, which some hear at once and others some epochs later. */
final class LateMail {
  /** Fewer than the past epochs whose messages a member can still read. */
  private static final int LATEST_EPOCHS = 5;

  private static final int MOST_LETTERS = 3;

  private final Random random;
  private final List<OnTheWay> mail = new ArrayList<>();

  LateMail(Random random) {
    this.random = random;
  }

  /** A message, and those who are still to hear it. */
  private record OnTheWay(Letter letter, long epoch, Set<Member> addressees) {}

  /** Some members say something. */
  void isSent(Conversation group, long epoch) {
    List<String> names = group.names();
    for (int i = random.nextInt(MOST_LETTERS + 1); i > 0; i--) {
      String sender = names.get(random.nextInt(names.size()));
      Letter letter = group.says(sender, "in epoch " + epoch, "letter " + random.nextLong());
      mail.add(new OnTheWay(letter, epoch, new HashSet<>(group.others(group.member(sender)))));
    }
  }

  /** Some of it arrives; all of it does that would be too late otherwise. */
  void arrives(Conversation group, long epoch) {
    Iterator<OnTheWay> each = mail.iterator();
    while (each.hasNext()) {
      OnTheWay item = each.next();
      boolean now = epoch - item.epoch >= LATEST_EPOCHS;
      for (Member member : group.members()) {
        if (item.addressees.contains(member) && (now || random.nextInt(3) == 0)) {
          member.hears(item.letter);
          item.addressees.remove(member);
        }
      }
      if (now) {
        each.remove();
      }
    }
  }

  /** What did not arrive yet never will. */
  void isLost() {
    mail.clear();
  }
}
