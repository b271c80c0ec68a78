package dev.hornbeam.mls.error;

/**
 * Bytes that are not the structure they claim to be (RFC 9420 s.2.1). The sender is at fault, and
 * the same bytes are refused again.
 */
public final class MalformedMessage extends MlsException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final int offset;
  private final String reason;

  /**
   * @param field where decoding stopped, as a path of field names ({@code key_package.leaf_node})
   * @param offset bytes from the start of the input to the field that failed, from 0
   * @param reason what is wrong, in words
   */
  public MalformedMessage(String field, int offset, String reason) {
    super(
        "malformed "
            + (field.isEmpty() ? "message" : field)
            + " at byte "
            + offset
            + ": "
            + reason);
    this.field = field;
    this.offset = offset;
    this.reason = reason;
  }

  /** The path of field names to where decoding stopped; may be empty. */
  public String field() {
    return field;
  }

  /** Bytes from the start of the input to the field that failed. */
  public int offset() {
    return offset;
  }

  /** What is wrong, in words, without the place. */
  public String reason() {
    return reason;
  }
}
