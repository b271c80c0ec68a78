package dev.hornbeam.cli.rules;

import dev.hornbeam.mls.error.Checkpoint;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Checkpoints as the command line names them, such as {@code external-joiner}. */
final class CheckpointOption implements ITypeConverter<Checkpoint>, Iterable<String> {
  @Override
  public Checkpoint convert(String value) {
    return Arrays.stream(Checkpoint.values())
        .filter(each -> name(each).equals(value.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + value + "' is none of " + String.join(", ", this)));
  }

  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(Checkpoint.values()).map(CheckpointOption::name).iterator();
  }

  private static String name(Checkpoint checkpoint) {
    return checkpoint.title().replace(' ', '-');
  }
}
