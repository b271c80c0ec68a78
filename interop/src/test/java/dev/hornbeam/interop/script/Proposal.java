package dev.hornbeam.interop.script;

import com.google.protobuf.ByteString;

/**
 * A proposal that was sent.
 *
 * @param message to be covered by reference
 */
public record Proposal(ByteString message, Wish wish) {}
