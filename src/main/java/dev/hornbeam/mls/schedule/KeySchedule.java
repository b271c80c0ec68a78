package dev.hornbeam.mls.schedule;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.message.GroupContext;

/**
 * The key schedule of RFC 9420 s.8, stage by stage. Each stage owns its secret and offers the
 * derivations that are legal from there; what a derivation returns is the caller's to close.
 *
 * <pre>
 *  init_secret, commit_secret, GroupContext
 *          |  joiner
 *    JoinerSecret
 *          |  withPsk
 *    MemberSecret --- welcome --- WelcomeSecret
 *          |  epoch
 *    EpochSecret ---- encryptionSecret, secrets --- EpochSecrets
 * </pre>
 */
public final class KeySchedule {
  private static final String JOINER = "joiner";
  private static final String WELCOME = "welcome";
  private static final String EPOCH = "epoch";
  private static final String SENDER_DATA = "sender data";
  private static final String ENCRYPTION = "encryption";
  private static final String EXPORTER = "exporter";
  private static final String EXTERNAL = "external";
  private static final String CONFIRM = "confirm";
  private static final String MEMBERSHIP = "membership";
  private static final String RESUMPTION = "resumption";
  private static final String AUTHENTICATION = "authentication";
  private static final String INIT = "init";

  private KeySchedule() {}

  /**
   * {@code joiner_secret} of an epoch, for those who processed or made its commit.
   *
   * @param initSecret of the epoch before, or of an external commit (s.8.3)
   * @param commitSecret {@code Nh} bytes, zeros if the commit has no path
   * @param context of the new epoch
   */
  public static JoinerSecret joiner(
      SuiteCrypto crypto, Secret initSecret, Secret commitSecret, GroupContext context) {
    try (Secret extracted = crypto.extract(initSecret, commitSecret)) {
      return new JoinerSecret(
          crypto,
          crypto.expandWithLabel(extracted, JOINER, context.encoded(), crypto.hashLength()));
    }
  }

  /** A fresh {@code epoch_secret}, for the first epoch of a group (s.11). */
  public static EpochSecret firstEpoch(SuiteCrypto crypto) {
    return new EpochSecret(crypto, Secret.own(crypto.random(crypto.hashLength())));
  }

  /**
   * {@code joiner_secret}, which a Welcome carries.
   *
   * @param value {@code Nh} bytes, which this object owns
   */
  public record JoinerSecret(SuiteCrypto crypto, Secret value) implements AutoCloseable {
    /**
     * The next stage.
     *
     * @param pskSecret {@code psk_secret} (s.8.4), zeros if there are no pre-shared keys
     */
    public MemberSecret withPsk(Secret pskSecret) {
      return new MemberSecret(crypto, crypto.extract(value, pskSecret));
    }

    @Override
    public void close() {
      value.close();
    }
  }

  /**
   * What comes of the joiner secret and the pre-shared keys; the RFC gives it no name.
   *
   * @param value {@code Nh} bytes, which this object owns
   */
  public record MemberSecret(SuiteCrypto crypto, Secret value) implements AutoCloseable {
    /** {@code welcome_secret}. */
    public WelcomeSecret welcome() {
      return new WelcomeSecret(crypto, crypto.deriveSecret(value, WELCOME));
    }

    /**
     * {@code epoch_secret}.
     *
     * @param context of the new epoch
     */
    public EpochSecret epoch(GroupContext context) {
      return new EpochSecret(
          crypto, crypto.expandWithLabel(value, EPOCH, context.encoded(), crypto.hashLength()));
    }

    @Override
    public void close() {
      value.close();
    }
  }

  /**
   * {@code welcome_secret}, which encrypts the one GroupInfo of a Welcome (s.12.4.3.1).
   *
   * @param value {@code Nh} bytes, which this object owns
   */
  public record WelcomeSecret(SuiteCrypto crypto, Secret value) implements AutoCloseable {
    /** {@code encrypted_group_info}. */
    public Bytes seal(Bytes groupInfo) {
      try (KeyAndNonce once = KeyAndNonce.ofWelcome(crypto, value)) {
        return crypto.seal(once.key(), once.nonce().expose(), Bytes.EMPTY, groupInfo.view());
      }
    }

    /**
     * The encoded GroupInfo; the caller owns it.
     *
     * @throws CryptoRefused if it was encrypted with another secret, or changed
     */
    public Secret open(Bytes encryptedGroupInfo) throws CryptoRefused {
      try (KeyAndNonce once = KeyAndNonce.ofWelcome(crypto, value)) {
        return crypto.open(once.key(), once.nonce().expose(), Bytes.EMPTY, encryptedGroupInfo);
      }
    }

    @Override
    public void close() {
      value.close();
    }
  }

  /**
   * {@code epoch_secret}.
   *
   * @param value {@code Nh} bytes, which this object owns
   */
  public record EpochSecret(SuiteCrypto crypto, Secret value) implements AutoCloseable {
    /** {@code encryption_secret}, which is to move into a {@link SecretTree}. */
    public Secret encryptionSecret() {
      return crypto.deriveSecret(value, ENCRYPTION);
    }

    /** The secrets that last as long as the epoch. */
    public EpochSecrets secrets() {
      return new EpochSecrets(
          crypto,
          crypto.deriveSecret(value, SENDER_DATA),
          crypto.deriveSecret(value, EXPORTER),
          crypto.deriveSecret(value, EXTERNAL),
          crypto.deriveSecret(value, CONFIRM),
          crypto.deriveSecret(value, MEMBERSHIP),
          crypto.deriveSecret(value, RESUMPTION),
          crypto.deriveSecret(value, AUTHENTICATION),
          crypto.deriveSecret(value, INIT));
    }

    @Override
    public void close() {
      value.close();
    }
  }
}
