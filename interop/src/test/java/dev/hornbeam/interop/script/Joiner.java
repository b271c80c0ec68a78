package dev.hornbeam.interop.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CreateKeyPackageRequest;
import dev.hornbeam.interop.rpc.CreateKeyPackageResponse;
import dev.hornbeam.interop.rpc.JoinGroupRequest;
import dev.hornbeam.interop.rpc.JoinGroupResponse;
import dev.hornbeam.mls.types.CipherSuite;

/**
 * An actor with a key package, who waits for a Welcome.
 *
 * @param transaction the server's id
 * @param keyPackage empty if only the proposal to add it is known
 */
public record Joiner(Actor actor, int transaction, ByteString keyPackage) {
  /** Makes a key package. */
  static Joiner of(Actor actor, CipherSuite suite) {
    CreateKeyPackageResponse made =
        actor
            .peer()
            .calls()
            .createKeyPackage(
                CreateKeyPackageRequest.newBuilder()
                    .setCipherSuite(suite.code())
                    .setIdentity(actor.identity())
                    .build());
    requireKeys(
        actor.peer(), suite, made.getInitPriv(), made.getEncryptionPriv(), made.getSignaturePriv());
    return new Joiner(actor, actor.peer().opened(made.getTransactionId()), made.getKeyPackage());
  }

  /** Private keys are told exactly if they are in software, as section 5.1 encodes them. */
  static void requireKeys(
      Peer peer, CipherSuite suite, ByteString init, ByteString encryption, ByteString signature) {
    if (peer.custody() == Peer.Custody.TOKEN) {
      assertEquals(ByteString.EMPTY, init.concat(encryption).concat(signature));
      return;
    }
    assertEquals(suite.kem().privateKeyLength(), init.size());
    assertEquals(suite.kem().privateKeyLength(), encryption.size());
    assertEquals(suite.signature().privateKeyLength(), signature.size());
    assertNotEquals(init, encryption);
  }

  /** Its name. */
  String name() {
    return actor.name();
  }

  /** Tells it a pre-shared key. */
  public void learns(SharedKey key) {
    key.tell(actor.peer(), transaction);
  }

  /**
   * Joins.
   *
   * @param tree empty if the Welcome has it
   * @param authenticator of the epoch that the group is in
   */
  Member join(ByteString welcome, ByteString tree, Play play, ByteString authenticator) {
    JoinGroupResponse joined =
        actor
            .peer()
            .calls()
            .joinGroup(
                JoinGroupRequest.newBuilder()
                    .setTransactionId(transaction)
                    .setWelcome(welcome)
                    .setRatchetTree(tree)
                    .setIdentity(actor.identity())
                    .setEncryptHandshake(play.encryptsHandshake())
                    .build());
    actor.peer().closed(transaction);
    Member member = new Member(actor, actor.peer().opened(joined.getStateId()));
    assertEquals(authenticator, joined.getEpochAuthenticator(), () -> name() + " joined");
    return member;
  }
}
