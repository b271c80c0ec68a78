package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import java.util.Optional;

/**
 * A group that follows from another (RFC 9420 s.11.2, s.11.3).
 *
 * @param group in epoch 1, stored already
 * @param welcome an encoded {@code MLSMessage} for all other members; empty if there are none
 */
public record NewGroup(Group group, Optional<Bytes> welcome) {}
