package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.schedule.PskSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The secret that comes of a list of pre-shared keys. */
final class PskSecretVectors implements VectorKind {
  private static final int MOST = 10;

  @Override
  public String name() {
    return "psk_secret";
  }

  @Override
  public Set<String> fields() {
    return Set.of("cipher_suite", "psks", "psk_secret");
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch, InvalidMessage {
    List<PskSecret.Input> inputs = new ArrayList<>();
    for (VectorCase psk : vector.list("psks")) {
      inputs.add(input(psk.bytes("psk_id"), psk.bytes("psk_nonce"), psk.secret("psk")));
    }
    try (Secret secret = PskSecret.of(vector.crypto(), inputs)) {
      vector.check("psk_secret", secret);
    } finally {
      inputs.forEach(input -> input.value().close());
    }
  }

  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) throws InvalidMessage {
    for (int count = 0; count <= MOST; count++) {
      ObjectNode vector = out.addObject().put("cipher_suite", crypto.suite().code());
      ArrayNode psks = vector.putArray("psks");
      List<PskSecret.Input> inputs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Bytes id = Bytes.own(crypto.random(crypto.hashLength()));
        Bytes nonce = Bytes.own(crypto.random(crypto.hashLength()));
        Secret psk = Secret.own(crypto.random(crypto.hashLength()));
        inputs.add(input(id, nonce, psk));
        new ComputedFields(psks.addObject())
            .put("psk_id", id)
            .put("psk", psk)
            .put("psk_nonce", nonce);
      }
      try (Secret secret = PskSecret.of(crypto, inputs)) {
        new ComputedFields(vector).put("psk_secret", secret);
      } finally {
        inputs.forEach(input -> input.value().close());
      }
    }
  }

  private static PskSecret.Input input(Bytes id, Bytes nonce, Secret psk) {
    return new PskSecret.Input(new PreSharedKeyId(new Psk.External(id), nonce), psk);
  }
}
