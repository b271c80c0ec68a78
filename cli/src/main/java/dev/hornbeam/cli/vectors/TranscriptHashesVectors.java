package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.TranscriptHashes;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The transcript hashes before and after a commit. */
final class TranscriptHashesVectors implements VectorKind {
  @Override
  public String name() {
    return "transcript-hashes";
  }

  @Override
  public Set<String> fields() {
    return Set.of(
        "cipher_suite",
        "confirmation_key",
        "authenticated_content",
        "interim_transcript_hash_before",
        "confirmed_transcript_hash_after",
        "interim_transcript_hash_after");
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch, MlsException {
    SuiteCrypto crypto = vector.crypto();
    AuthenticatedContent content =
        TlsReader.decode(vector.bytes("authenticated_content"), AuthenticatedContent::decode);
    Bytes tag =
        content
            .auth()
            .confirmationTag()
            .orElseThrow(() -> new VectorMismatch("authenticated_content is not a commit"));
    Bytes confirmed =
        TranscriptHashes.confirmed(
            crypto,
            vector.bytes("interim_transcript_hash_before"),
            content.wireFormat(),
            content.content(),
            content.auth().signature());
    vector.check("confirmed_transcript_hash_after", confirmed);
    vector.check("interim_transcript_hash_after", TranscriptHashes.interim(crypto, confirmed, tag));
    try (Secret key = vector.secret("confirmation_key")) {
      vector.check("the confirmation tag", crypto.verifyMac(key, confirmed, tag));
    }
  }

  /** The commit is empty and its signature random, neither of which the hashes care about. */
  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) {
    FramedContent commit =
        new FramedContent(
            new GroupId(random(crypto)),
            1,
            new Sender.Member(new LeafIndex(0)),
            random(crypto),
            new Content.Committed(new Commit(List.of(), Optional.empty())));
    Bytes signature = random(crypto);
    Bytes before = random(crypto);
    Bytes confirmed =
        TranscriptHashes.confirmed(crypto, before, WireFormat.PUBLIC_MESSAGE, commit, signature);
    try (Secret key = Secret.own(crypto.random(crypto.hashLength()))) {
      Bytes tag = crypto.mac(key, confirmed);
      AuthenticatedContent content =
          new AuthenticatedContent(
              WireFormat.PUBLIC_MESSAGE,
              commit,
              new FramedContentAuthData(signature, Optional.of(tag)));
      new ComputedFields(out.addObject().put("cipher_suite", crypto.suite().code()))
          .put("confirmation_key", key)
          .put("authenticated_content", content)
          .put("interim_transcript_hash_before", before)
          .put("confirmed_transcript_hash_after", confirmed)
          .put("interim_transcript_hash_after", TranscriptHashes.interim(crypto, confirmed, tag));
    }
  }

  private static Bytes random(SuiteCrypto crypto) {
    return Bytes.own(crypto.random(crypto.hashLength()));
  }
}
