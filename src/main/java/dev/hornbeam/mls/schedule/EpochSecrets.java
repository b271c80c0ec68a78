package dev.hornbeam.mls.schedule;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import java.util.List;

/**
 * The secrets of an epoch (RFC 9420 s.8), but for {@code encryption_secret}, which lives in the
 * {@link SecretTree}. Each is {@code Nh} bytes and owned by this object, which is closed at the end
 * of the epoch; what must outlive it is copied before.
 *
 * @param senderDataSecret derives the keys of sender data (s.6.3.2)
 * @param exporterSecret derives what {@link #export} gives
 * @param externalSecret derives {@link #externalKey}
 * @param confirmationKey computes confirmation tags (s.6.1)
 * @param membershipKey computes membership tags (s.6.2)
 * @param resumptionPsk proves membership in this epoch later (s.8.6)
 * @param epochAuthenticator shows that two members have the same view of the group (s.8.7)
 * @param initSecret leads to the next epoch
 */
public record EpochSecrets(
    SuiteCrypto crypto,
    Secret senderDataSecret,
    Secret exporterSecret,
    Secret externalSecret,
    Secret confirmationKey,
    Secret membershipKey,
    Secret resumptionPsk,
    Secret epochAuthenticator,
    Secret initSecret)
    implements AutoCloseable {
  private static final String EXPORTED = "exported";

  /** KDF.Expand gives at most so many blocks of {@code Nh} bytes (RFC 5869 s.2.3). */
  private static final int MAX_BLOCKS = 255;

  /**
   * Rebuilds the secrets from {@link #encoded}, which stays the caller's.
   *
   * @throws MalformedMessage if the bytes are not such an encoding
   */
  public static EpochSecrets decode(SuiteCrypto crypto, Secret encoded) throws MalformedMessage {
    return new TlsReader(encoded)
        .whole(
            r ->
                new EpochSecrets(
                    crypto,
                    r.secret("sender_data_secret", crypto.hashLength()),
                    r.secret("exporter_secret", crypto.hashLength()),
                    r.secret("external_secret", crypto.hashLength()),
                    r.secret("confirmation_key", crypto.hashLength()),
                    r.secret("membership_key", crypto.hashLength()),
                    r.secret("resumption_psk", crypto.hashLength()),
                    r.secret("epoch_authenticator", crypto.hashLength()),
                    r.secret("init_secret", crypto.hashLength())));
  }

  /** The same secrets for another owner. */
  public EpochSecrets copy() {
    return new EpochSecrets(
        crypto,
        senderDataSecret.copy(),
        exporterSecret.copy(),
        externalSecret.copy(),
        confirmationKey.copy(),
        membershipKey.copy(),
        resumptionPsk.copy(),
        epochAuthenticator.copy(),
        initSecret.copy());
  }

  /** All secrets as one, for storage; the caller owns it. */
  public Secret encoded() {
    List<Secret> secrets = all();
    TlsWriter w = new TlsWriter(secrets.size() * (crypto.hashLength() + 2));
    secrets.forEach(w::opaque);
    return w.toSecret();
  }

  /**
   * {@code MLS-Exporter(label, context, length)} (s.8.5).
   *
   * @param label says what the secret is for, and should be registered
   * @param length bytes, from 1 to 255 {@code Nh}
   * @return a secret of the length, which the caller owns
   * @throws IllegalArgumentException if the length is none of these
   */
  public Secret export(String label, Bytes context, int length) {
    if (length < 1 || length > MAX_BLOCKS * crypto.hashLength()) {
      throw new IllegalArgumentException("no exported secret has " + length + " bytes");
    }
    try (Secret derived = crypto.deriveSecret(exporterSecret, label)) {
      return crypto.expandWithLabel(derived, EXPORTED, crypto.hash(context), length);
    }
  }

  /**
   * {@code KEM.DeriveKeyPair(external_secret)}: the key pair that external commits are made for.
   * The caller closes it.
   */
  public HpkeKey externalKey() {
    return crypto.deriveKeyPair(externalSecret);
  }

  /** {@code MAC(confirmation_key, confirmed_transcript_hash)}, {@code Nh} bytes (s.6.1). */
  public Bytes confirmationTag(Bytes confirmedTranscriptHash) {
    return crypto.mac(confirmationKey, confirmedTranscriptHash);
  }

  /**
   * Checks that the sender of a commit or a GroupInfo is at the same state of the group (s.6.1).
   *
   * @throws InvalidMessage if the tag is not {@link #confirmationTag}
   */
  public void verifyConfirmationTag(Bytes confirmedTranscriptHash, Bytes tag)
      throws InvalidMessage {
    if (!crypto.verifyMac(confirmationKey, confirmedTranscriptHash, tag)) {
      throw new InvalidMessage(Rule.CONFIRMATION_TAG);
    }
  }

  /** Wipes all of them. */
  @Override
  public void close() {
    all().forEach(Secret::close);
  }

  private List<Secret> all() {
    return List.of(
        senderDataSecret,
        exporterSecret,
        externalSecret,
        confirmationKey,
        membershipKey,
        resumptionPsk,
        epochAuthenticator,
        initSecret);
  }
}
