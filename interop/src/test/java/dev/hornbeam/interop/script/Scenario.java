package dev.hornbeam.interop.script;

/**
 * A script with a name.
 *
 * @param name unique, with the topic first
 */
public record Scenario(String name, Story story, Origin origin) {
  /** Where a scenario is from. */
  public enum Origin {
    /** The working group's configurations have it, under the same name. */
    WORKING_GROUP,
    /** The interface allows it. */
    FURTHER
  }

  /** What happens. */
  public interface Story {
    /** Lets it happen. */
    void happens(Play play);
  }

  Scenario(String name, Story story) {
    this(name, story, Origin.WORKING_GROUP);
  }

  static Scenario further(String name, Story story) {
    return new Scenario(name, story, Origin.FURTHER);
  }
}
