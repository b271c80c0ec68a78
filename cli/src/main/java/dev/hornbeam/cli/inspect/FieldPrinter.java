package dev.hornbeam.cli.inspect;

import dev.hornbeam.cli.inspect.FieldTree.Entry;
import dev.hornbeam.cli.inspect.FieldTree.Group;
import dev.hornbeam.cli.inspect.FieldTree.Hidden;
import dev.hornbeam.cli.inspect.FieldTree.Numeral;
import dev.hornbeam.cli.inspect.FieldTree.Opaque;
import dev.hornbeam.mls.error.MalformedMessage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prints a {@link FieldTree}, one field a line: its offset, its name indented by its depth, its
 * value. What a reader of the standard can do without is folded: a vector of numbers is one line,
 * an extension and a tree node are called by what they are.
 */
final class FieldPrinter {
  /** How many elements of a vector of numbers are shown in short. */
  private static final int ELEMENTS = 16;

  private static final int WIDTH = 80;

  private final PrintWriter out;
  private final Values values;
  private final List<MalformedMessage> problems = new ArrayList<>();

  FieldPrinter(PrintWriter out, Values.Detail detail) {
    this.out = out;
    this.values = new Values(detail);
  }

  /** What was found wrong inside of extension data. */
  List<MalformedMessage> problems() {
    return problems;
  }

  /** Prints everything inside of the group. */
  void print(Group group) {
    children(group, 0);
  }

  /** Prints where reading stopped. */
  void stopped(MalformedMessage problem, int depth) {
    line(problem.offset(), depth, "! " + problem.reason());
  }

  private void children(Group group, int depth) {
    boolean isTree = group.name().equals("ratchet_tree");
    for (int i = 0; i < group.entries().size(); i++) {
      Entry entry = group.entries().get(i);
      if (isTree && entry instanceof Group node) {
        treeNode(node, i, depth);
      } else {
        entry(entry, "", depth);
      }
    }
  }

  /**
   * @param label what stands before the name
   */
  private void entry(Entry entry, String label, int depth) {
    if (entry instanceof Numeral number) {
      number(number, label, depth);
    } else if (entry instanceof Opaque opaque) {
      line(entry.offset(), depth, label + entry.name() + ": " + values.of(opaque));
    } else if (entry instanceof Hidden hidden) {
      String what = Values.count(hidden.length(), "secret byte") + ", not shown";
      line(entry.offset(), depth, label + entry.name() + ": " + what);
    } else if (entry instanceof Group group) {
      group(group, label, depth);
    }
  }

  /** A {@code ?} marks whether an optional value is there: shown only if it is not. */
  private void number(Numeral number, String label, int depth) {
    String name = number.name();
    if (!name.endsWith("?")) {
      line(number.offset(), depth, label + name + ": " + values.of(number));
    } else if (number.value() != 1) {
      String what = number.value() == 0 ? "absent" : "? (" + number.value() + ")";
      String field = name.substring(0, name.length() - 1);
      line(number.offset(), depth, label + field + ": " + what);
    }
  }

  private void group(Group group, String label, int depth) {
    String name = label + group.name();
    Optional<ExtensionData> extension = ExtensionData.of(group.entries());
    if (extension.isPresent()) {
      extension(group, extension.get(), name, depth);
    } else if (isExtension(group.entries())) {
      Numeral type = (Numeral) group.entries().get(0);
      Opaque data = (Opaque) group.entries().get(1);
      line(group.offset(), depth, name + " " + values.of(type) + ": " + values.of(data));
    } else if (group.entries().isEmpty()) {
      line(group.offset(), depth, name + (group.isWhole() ? ": none" : ""));
    } else if (numbers(group).isPresent()) {
      list(group.offset(), depth, name + ": ", numbers(group).get());
    } else if (name.startsWith("[") && group.entries().size() == 1) {
      entry(group.entries().get(0), name + " ", depth);
    } else {
      line(group.offset(), depth, name);
      children(group, depth + 1);
    }
  }

  private void extension(Group group, ExtensionData data, String name, int depth) {
    Numeral type = (Numeral) group.entries().get(0);
    List<Entry> content = data.content().entries();
    String title = name + " " + values.of(type);
    if (data.problem().isEmpty() && content.size() == 1 && content.get(0) instanceof Opaque only) {
      line(group.offset(), depth, title + ": " + values.of(only));
      return;
    }
    Group vector =
        content.size() == 1 && content.get(0) instanceof Group only ? only : data.content();
    boolean isEmpty = vector.isWhole() && vector.entries().isEmpty();
    line(group.offset(), depth, isEmpty ? title + ": none" : title);
    children(vector, depth + 1);
    data.problem().ifPresent(problem -> stopped(problem, depth + 1));
    data.problem().ifPresent(problems::add);
  }

  /** Nodes at even places are leaves (RFC 9420 s.12.4.3.3, App. C). */
  private void treeNode(Group element, int index, int depth) {
    String name = element.name() + (index % 2 == 0 ? " leaf " + index / 2 : " parent");
    List<Entry> entries = element.entries();
    if (entries.size() == 1 && entries.get(0) instanceof Numeral present && present.value() == 0) {
      line(element.offset(), depth, name + ": blank");
    } else if (entries.size() == 2
        && entries.get(1) instanceof Group node
        && node.entries().size() == 2
        && node.entries().get(1) instanceof Group body
        && body.name().equals(index % 2 == 0 ? "leaf_node" : "parent_node")) {
      line(element.offset(), depth, name);
      children(body, depth + 1);
    } else {
      line(element.offset(), depth, name);
      children(element, depth + 1);
    }
  }

  private static boolean isExtension(List<Entry> entries) {
    return entries.size() == 2
        && entries.get(0) instanceof Numeral
        && entries.get(0).name().equals("extension_type")
        && entries.get(1) instanceof Opaque;
  }

  /** The elements of a vector of numbers. */
  private static Optional<List<Numeral>> numbers(Group vector) {
    List<Numeral> numbers = new ArrayList<>();
    for (Entry entry : vector.entries()) {
      if (entry instanceof Group element
          && element.name().startsWith("[")
          && element.entries().size() == 1
          && element.entries().get(0) instanceof Numeral number) {
        numbers.add(number);
      } else {
        return Optional.empty();
      }
    }
    return vector.isWhole() ? Optional.of(numbers) : Optional.empty();
  }

  /** Goes on in a further line when one is full. */
  private void list(int offset, int depth, String name, List<Numeral> numbers) {
    int shown = values.detail() == Values.Detail.FULL ? numbers.size() : ELEMENTS;
    StringBuilder text = new StringBuilder(name);
    boolean isFirst = true;
    for (Numeral number : numbers.subList(0, Math.min(shown, numbers.size()))) {
      String value = values.of(number);
      if (!isFirst && text.length() + value.length() > WIDTH) {
        line(offset, depth, text + ",");
        text = new StringBuilder("  ");
      } else if (!isFirst) {
        text.append(", ");
      }
      text.append(value);
      isFirst = false;
    }
    if (shown < numbers.size()) {
      text.append(", ... (").append(numbers.size()).append(" in all)");
    }
    line(offset, depth, text.toString());
  }

  private void line(int offset, int depth, String text) {
    String number = Integer.toString(offset);
    out.print(" ".repeat(Math.max(0, 8 - number.length())));
    out.print(number);
    out.print("  ".repeat(depth + 1));
    out.println(text);
  }
}
