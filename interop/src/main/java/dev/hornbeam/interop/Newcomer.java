package dev.hornbeam.interop;

import com.google.protobuf.ByteString;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource.Purpose;
import java.util.Map;
import java.util.Objects;

/** A client with a key package that waits for its Welcome: a transaction. */
final class Newcomer extends Session {
  static final String KIND = "transaction";

  private final Bytes keyPackage;
  private final Map<Purpose, WatchedKeys.Made> keys;

  private Newcomer(Party party, Bytes keyPackage, Map<Purpose, WatchedKeys.Made> keys) {
    super(party);
    this.keyPackage = keyPackage;
    this.keys = keys;
  }

  /** Makes the key package, and perhaps a message with it. */
  interface Making {
    /**
     * Makes it.
     *
     * @return an encoded {@code MLSMessage}
     */
    Bytes run() throws MlsException;
  }

  /** What was made, and for whom. */
  record Made(Newcomer newcomer, Bytes message) {}

  /**
   * Makes a key package by a fresh party, which is the newcomer's from now on, whatever happens.
   *
   * @param making by that party
   */
  static Made of(Party party, Making making) throws MlsException {
    try {
      party.keys().watch();
      Bytes message = making.run();
      Bytes keyPackage = keyPackage(message);
      return new Made(new Newcomer(party, keyPackage, party.keys().made()), message);
    } catch (MlsException | RuntimeException e) {
      party.retire();
      throw e;
    }
  }

  /** The key package of a message that is one, or that proposes to add it. */
  private static Bytes keyPackage(Bytes message) throws MlsException {
    return MlsMessage.decode(message) instanceof MlsMessage.Public open
            && open.body().content().content() instanceof Content.Proposed proposed
            && proposed.proposal() instanceof Proposal.Add add
        ? new MlsMessage.ForAdding(add.keyPackage()).encoded()
        : message;
  }

  /** An encoded {@code MLSMessage}. */
  Bytes keyPackage() {
    return keyPackage;
  }

  /** A reference to one of its keys. */
  KeyRef key(Purpose purpose) {
    return made(purpose).ref();
  }

  /** One of its private keys, or nothing if it does not leave where it lives. */
  ByteString privateKey(Purpose purpose) {
    return made(purpose).raw();
  }

  private WatchedKeys.Made made(Purpose purpose) {
    return Objects.requireNonNull(keys.get(purpose), purpose::name);
  }

  /**
   * Takes the key package to a member's store, for it to join a group that follows from another one
   * there. The keys of this newcomer are the result's, once it has joined.
   */
  Party movedTo(KeyPlace place, Membership member) throws MlsException {
    Party moved = party().over(place, member.party().store());
    party().sharePsks(moved);
    moved
        .client()
        .importKeyPackage(
            keyPackage, place.keys().open(key(Purpose.INIT)), place.keys().open(key(Purpose.LEAF)));
    return moved;
  }

  @Override
  void release() {
    Failures.quietly("delete a key package", () -> party().client().deleteKeyPackage(keyPackage));
    party().retire();
  }

  @Override
  String kind() {
    return KIND;
  }
}
