package dev.hornbeam.testing;

/**
 * A pcscd that is not ours serves smart cards on this machine. Its socket's path is compiled in, so
 * there can be no second one, and it is left alone: the message says so.
 */
public final class CardServiceTakenException extends FixtureException {
  private static final long serialVersionUID = 1;

  CardServiceTakenException(String who) {
    super(
        "a pcscd is running already ("
            + who
            + ") and was left alone; without it this test brings up one of its own: on Debian,"
            + " systemctl stop pcscd.socket pcscd.service");
  }
}
