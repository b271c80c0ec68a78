package dev.hornbeam.mls.error;

/**
 * A staged commit, or a proposal in the making, whose base epoch is no longer the group's epoch: a
 * commit was merged meanwhile (RFC 9420 s.14). It is to be discarded, and made anew if it is still
 * wanted. The group has not changed.
 */
public final class StaleCommit extends MlsException {
  private static final long serialVersionUID = 1L;

  /**
   * @param staged the epoch that the commit starts from, an unsigned number
   * @param current the epoch that the group is in, an unsigned number
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
