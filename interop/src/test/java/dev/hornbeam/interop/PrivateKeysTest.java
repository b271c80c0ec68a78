package dev.hornbeam.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CommitRequest;
import dev.hornbeam.interop.rpc.CommitResponse;
import dev.hornbeam.interop.rpc.CreateGroupRequest;
import dev.hornbeam.interop.rpc.CreateKeyPackageRequest;
import dev.hornbeam.interop.rpc.CreateKeyPackageResponse;
import dev.hornbeam.interop.rpc.GroupInfoRequest;
import dev.hornbeam.interop.rpc.HandlePendingCommitRequest;
import dev.hornbeam.interop.rpc.MLSClientGrpc.MLSClientBlockingStub;
import dev.hornbeam.interop.rpc.NewMemberAddProposalRequest;
import dev.hornbeam.interop.rpc.NewMemberAddProposalResponse;
import dev.hornbeam.interop.rpc.ProposalDescription;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SoftwareKeySource;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource.Purpose;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The private keys that a server tells let another client join in the place of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrivateKeysTest {
  private static final ByteString BOB = ByteString.copyFromUtf8("bob");

  private final Servers servers = new Servers();

  @BeforeAll
  void start() throws IOException {
    servers.and();
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  @ParameterizedTest
  @EnumSource(CipherSuite.class)
  void ofAKeyPackage(CipherSuite suite) throws Exception {
    int alice = alice(suite);
    CreateKeyPackageResponse made =
        calls()
            .createKeyPackage(
                CreateKeyPackageRequest.newBuilder()
                    .setCipherSuite(suite.code())
                    .setIdentity(BOB)
                    .build());
    MlsClient client =
        client(
            suite,
            Protobuf.bytes(made.getKeyPackage()),
            made.getInitPriv(),
            made.getEncryptionPriv(),
            made.getSignaturePriv());
    joins(
        client,
        CommitRequest.newBuilder()
            .setStateId(alice)
            .addByValue(
                ProposalDescription.newBuilder()
                    .setProposalType(ByteString.copyFromUtf8("add"))
                    .setKeyPackage(made.getKeyPackage()))
            .setForcePath(true)
            .build());
  }

  @ParameterizedTest
  @EnumSource(CipherSuite.class)
  void ofAProposalToJoin(CipherSuite suite) throws Exception {
    int alice = alice(suite);
    NewMemberAddProposalResponse made =
        calls()
            .newMemberAddProposal(
                NewMemberAddProposalRequest.newBuilder()
                    .setGroupInfo(
                        calls()
                            .groupInfo(GroupInfoRequest.newBuilder().setStateId(alice).build())
                            .getGroupInfo())
                    .setIdentity(BOB)
                    .build());
    MlsClient client =
        client(
            suite,
            proposedKeyPackage(Protobuf.bytes(made.getProposal())),
            made.getInitPriv(),
            made.getEncryptionPriv(),
            made.getSignaturePriv());
    joins(
        client,
        CommitRequest.newBuilder()
            .setStateId(alice)
            .addByReference(made.getProposal())
            .setForcePath(true)
            .build());
  }

  /** Joins by the Welcome of a commit, and commits itself, by all three keys. */
  private void joins(MlsClient client, CommitRequest request) throws Exception {
    CommitResponse commit = calls().commit(request);
    byte[] authenticator =
        calls()
            .handlePendingCommit(
                HandlePendingCommitRequest.newBuilder().setStateId(request.getStateId()).build())
            .getEpochAuthenticator()
            .toByteArray();
    Group group = client.join(Protobuf.bytes(commit.getWelcome()));
    try (Secret own = group.epochAuthenticator()) {
      assertArrayEquals(authenticator, own.expose());
    }
    group.merge(group.commit().stage());
    assertEquals(2, group.members().size());
  }

  private static MlsClient client(
      CipherSuite suite,
      Bytes keyPackage,
      ByteString init,
      ByteString encryption,
      ByteString signature)
      throws Exception {
    var keys = new SoftwareKeySource(CryptoProfile.fastest(), new SecureRandom());
    MlsClient client =
        MlsClient.builder(suite)
            .credential(new Credential.Basic(Protobuf.bytes(BOB)))
            .signatureKey(key(keys, suite, Purpose.SIGNATURE, signature))
            .keys(keys)
            .maximumLifetime(ChronoUnit.FOREVER.getDuration())
            .build();
    client.importKeyPackage(
        keyPackage,
        key(keys, suite, Purpose.INIT, init),
        key(keys, suite, Purpose.LEAF, encryption));
    return client;
  }

  private static KeyHandle key(
      SoftwareKeySource keys, CipherSuite suite, Purpose purpose, ByteString value) {
    try (Secret raw = Secret.own(value.toByteArray())) {
      return keys.importKey(purpose, suite, raw);
    }
  }

  private static Bytes proposedKeyPackage(Bytes message) throws Exception {
    if (MlsMessage.decode(message) instanceof MlsMessage.Public open
        && open.body().content().content() instanceof Content.Proposed proposed
        && proposed.proposal() instanceof Proposal.Add add) {
      return new MlsMessage.ForAdding(add.keyPackage()).encoded();
    }
    throw new AssertionError("no public Add");
  }

  private int alice(CipherSuite suite) {
    return calls()
        .createGroup(
            CreateGroupRequest.newBuilder()
                .setGroupId(ByteString.copyFromUtf8("group"))
                .setCipherSuite(suite.code())
                .setIdentity(ByteString.copyFromUtf8("alice"))
                .build())
        .getStateId();
  }

  private MLSClientBlockingStub calls() {
    return servers.peers().get(0).calls();
  }
}
