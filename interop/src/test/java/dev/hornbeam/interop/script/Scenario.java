package dev.hornbeam.interop.script;

/**
 * A script with a name.
 *
 * @param name unique, with the topic first
 */
public record Scenario(String name, Story story) {
  /** What happens. */
  public interface Story {
    /** Lets it happen. */
    void happens(Play play);
  }
}
