package dev.hornbeam.cli.demo;

import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.Node;
import dev.hornbeam.mls.tree.ParentNode;
import dev.hornbeam.mls.tree.TreeNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A ratchet tree in plain characters: leaves at the left, the root at the right, a line for each
 * node, in the order of the array in RFC 9420's Appendix C. Of a tree of many leaves only what is
 * above the first of them is drawn; the rest of it is counted.
 */
final class TreePicture {
  /** Explains the signs. */
  static final String LEGEND =
      "[#] has a key   [*] has a new key   [ ] is blank   name* has a new leaf key";

  private static final int DRAWN_IN_FULL = 16;
  private static final int NAMES_LISTED = 3;
  private static final int DEEP = 10;

  private final TreeNodes tree;
  private final TreeNodes before;
  private final Function<LeafNode, String> names;
  private final int shown;
  private final int depth;
  private final int step;
  private final int labelWidth;
  private final List<StringBuilder> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private TreePicture(
      TreeNodes tree, TreeNodes before, Function<LeafNode, String> names, int shown) {
    this.tree = tree;
    this.before = before;
    this.names = names;
    this.shown = shown;
    depth = Integer.SIZE - Integer.numberOfLeadingZeros(tree.list().size() / 2);
    step = depth > DEEP ? 3 : 5;
    labelWidth = labelWidth(depth, 0);
  }

  /**
   * Draws a tree.
   *
   * @param before the tree of an earlier picture, in which what is new was not
   * @param names what to call a member
   * @param shown how many leaves to draw, from the left, if there are too many for all
   */
  static List<String> draw(
      TreeNodes tree, TreeNodes before, Function<LeafNode, String> names, int shown) {
    return new TreePicture(tree, before, names, shown).lines();
  }

  private List<String> lines() {
    draw(depth, 0);
    List<String> lines = new ArrayList<>();
    int at = column(depth) + 6;
    for (int i = 0; i < rows.size(); i++) {
      StringBuilder row = rows.get(i);
      if (!notes.get(i).isEmpty()) {
        row.append(" ".repeat(Math.max(1, at - row.length()))).append(notes.get(i));
      }
      lines.add(row.toString());
    }
    return lines;
  }

  /** Draws a subtree, and gives the row that its root is in. */
  private int draw(int level, int first) {
    if (isCounted(level, first)) {
      int row = newRow(label(level, first));
      if (level > 0) {
        line(row, column(level));
        rows.get(row).append(sign(level, first));
        notes.set(row, join(unmerged(level, first), below(level, first)));
      }
      return row;
    }
    int upper = draw(level - 1, first);
    int row = newRow(" ".repeat(column(level)) + sign(level, first));
    int lower = draw(level - 1, first + leaves(level - 1));
    notes.set(row, unmerged(level, first));
    int middle = column(level) + 1;
    connect(upper, middle, '.');
    connect(lower, middle, '\'');
    for (int between = upper + 1; between < lower; between++) {
      if (between != row) {
        StringBuilder text = rows.get(between);
        text.append(" ".repeat(middle - text.length())).append('|');
      }
    }
    return row;
  }

  private void connect(int row, int column, char corner) {
    line(row, column);
    rows.get(row).append(corner);
  }

  private void line(int row, int column) {
    StringBuilder text = rows.get(row);
    text.append(text.charAt(text.length() - 1) == ']' ? "" : " ");
    text.append("-".repeat(column - text.length()));
  }

  private int newRow(String text) {
    rows.add(new StringBuilder(text));
    notes.add("");
    return rows.size() - 1;
  }

  private int column(int level) {
    return labelWidth + 3 + step * (level - 1);
  }

  /** Whether a subtree has a single line: a leaf, or what is not drawn. */
  private boolean isCounted(int level, int first) {
    if (level == 0 || members(level, first) == 0) {
      return true;
    }
    return leaves(depth) > DRAWN_IN_FULL && first >= shown;
  }

  /** So wide that every label ends before the place of its node. */
  private int labelWidth(int level, int first) {
    return isCounted(level, first)
        ? label(level, first).length() - step * Math.max(0, level - 1)
        : Math.max(labelWidth(level - 1, first), labelWidth(level - 1, first + leaves(level - 1)));
  }

  private String label(int level, int first) {
    int members = members(level, first);
    int blank = leaves(level) - members;
    if (level == 0) {
      return leaf(first)
          .map(leaf -> names.apply(leaf) + (isNew(2 * first) ? "*" : ""))
          .orElse("(blank)");
    }
    if (members == 0) {
      return "(" + Account.number(blank) + " blank)";
    }
    String label = Account.number(members) + (members == 1 ? " member" : " members");
    return "(" + label + (blank == 0 ? "" : ", " + Account.number(blank) + " blank") + ")";
  }

  private String sign(int level, int first) {
    int index = index(level, first);
    if (node(tree, index).isEmpty()) {
      return "[ ]";
    }
    return isNew(index) ? "[*]" : "[#]";
  }

  private String unmerged(int level, int first) {
    if (!(node(tree, index(level, first)).orElse(null) instanceof ParentNode parent)
        || parent.unmergedLeaves().isEmpty()) {
      return "";
    }
    List<String> unmerged =
        parent.unmergedLeaves().stream()
            .limit(NAMES_LISTED)
            .map(leaf -> leaf((int) leaf.value()).map(names).orElse("?"))
            .toList();
    int more = parent.unmergedLeaves().size() - unmerged.size();
    return "unmerged: " + String.join(", ", unmerged) + (more > 0 ? " and " + more + " more" : "");
  }

  /** Counts the parents below a node that is not drawn further. */
  private String below(int level, int first) {
    int start = 2 * first + 1;
    int end = 2 * (first + leaves(level)) - 2;
    int root = index(level, first);
    long keys =
        IntStream.iterate(start, i -> i < end, i -> i + 2)
            .filter(i -> i != root && node(tree, i).isPresent())
            .count();
    int all = leaves(level) - 2;
    return all == 0 || members(level, first) == 0
        ? ""
        : Account.number(keys) + " of " + Account.number(all) + " below have keys";
  }

  private static String join(String one, String other) {
    return one.isEmpty() || other.isEmpty() ? one + other : one + "; " + other;
  }

  private boolean isNew(int index) {
    return !node(tree, index)
        .map(Node::encryptionKey)
        .equals(node(before, index).map(Node::encryptionKey));
  }

  private int members(int level, int first) {
    return (int)
        IntStream.range(first, first + leaves(level)).filter(i -> leaf(i).isPresent()).count();
  }

  private Optional<LeafNode> leaf(int index) {
    return node(tree, 2 * index).map(LeafNode.class::cast);
  }

  private static Optional<Node> node(TreeNodes tree, int index) {
    return index < tree.list().size() ? tree.list().get(index) : Optional.empty();
  }

  private static int leaves(int level) {
    return 1 << level;
  }

  private static int index(int level, int first) {
    return 2 * first + (1 << level) - 1;
  }
}
