package dev.hornbeam.mls.simulation;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.types.LeafIndex;

/**
 * An application message on its way to one member.
 *
 * @param message as it was sent
 * @param data what the member is to read
 */
record Mail(
    Bytes message, long epoch, LeafIndex sender, String senderName, long generation, Bytes data) {}
