package dev.hornbeam.mls.error;

/** A staged commit whose base epoch is no longer the group's epoch (RFC 9420 s.14). */
public final class StaleCommit extends MlsException {
  private static final long serialVersionUID = 1L;

  /**
   * @param staged the epoch that the commit starts from
   * @param current the epoch that the group is in
   */
  public StaleCommit(long staged, long current) {
    super(
        "the commit starts from epoch "
            + Long.toUnsignedString(staged)
            + ", but the group is in epoch "
            + Long.toUnsignedString(current)
            + ": discard it and make a new one");
  }
}
