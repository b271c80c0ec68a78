package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;

/**
 * What the members of a group agree on in an epoch.
 *
 * <pre>
 * struct {
 *     ProtocolVersion version = mls10;
 *     CipherSuite cipher_suite;
 *     opaque group_id&lt;V&gt;;
 *     uint64 epoch;
 *     opaque tree_hash&lt;V&gt;;
 *     opaque confirmed_transcript_hash&lt;V&gt;;
 *     Extension extensions&lt;V&gt;;
 * } GroupContext;
 * </pre>
 *
 * RFC 9420 s.8.1.
 *
 * @param epoch an unsigned number
 */
public record GroupContext(
    int version,
    int cipherSuite,
    GroupId groupId,
    long epoch,
    Bytes treeHash,
    Bytes confirmedTranscriptHash,
    Extensions extensions)
    implements Wire {
  public static GroupContext decode(TlsReader r) throws MalformedMessage {
    return new GroupContext(
        r.u16("version"),
        r.u16("cipher_suite"),
        GroupId.decode(r),
        r.u64("epoch"),
        r.opaque("tree_hash"),
        r.opaque("confirmed_transcript_hash"),
        Extensions.decode(r));
  }

  @Override
  public void encode(TlsWriter w) {
    w.u16(version)
        .u16(cipherSuite)
        .struct(groupId)
        .u64(epoch)
        .opaque(treeHash)
        .opaque(confirmedTranscriptHash)
        .struct(extensions);
  }

  /** The provisional context of a commit: the next epoch, with the old transcript (s.12.4.1). */
  public GroupContext next(Bytes newTreeHash, Extensions newExtensions) {
    return new GroupContext(
        version,
        cipherSuite,
        groupId,
        epoch + 1,
        newTreeHash,
        confirmedTranscriptHash,
        newExtensions);
  }

  /** This context with another confirmed transcript hash. */
  public GroupContext withTranscript(Bytes newConfirmedTranscriptHash) {
    return new GroupContext(
        version, cipherSuite, groupId, epoch, treeHash, newConfirmedTranscriptHash, extensions);
  }
}
