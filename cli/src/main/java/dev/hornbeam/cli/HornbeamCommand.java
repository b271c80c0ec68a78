package dev.hornbeam.cli;

import java.util.concurrent.Callable;

/**
 * A subcommand of {@code hornbeam}: a class annotated with picocli's {@code @Command} (with {@code
 * mixinStandardHelpOptions}), named in {@code META-INF/services/dev.hornbeam.cli.HornbeamCommand}
 * of any module on the class path. {@code --stacktrace} is added to each by {@link Main}.
 */
public interface HornbeamCommand extends Callable<Integer> {

  /**
   * Runs the command. It prints to the writers of its {@code CommandLine}, not to {@code
   * System.out}, so that tests can read along.
   *
   * @return a code of {@link ExitCode}
   * @throws BadInput if an argument, or a file named by the user, cannot be used. A missing or
   *     unreadable file may also be left to throw what {@code java.nio.file.Files} throws
   * @throws Exception anything else is a failure of the program: one line on standard error and
   *     {@link ExitCode#FAILED}
   */
  @Override
  Integer call() throws Exception;
}
