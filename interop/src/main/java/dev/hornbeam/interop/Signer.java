package dev.hornbeam.interop;

import dev.hornbeam.interop.rpc.ExternalSignerProposalRequest;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.ExternalSender;
import io.grpc.StatusException;

/** An external sender of groups that it is not in (RFC 9420 section 12.1.8.1). */
final class Signer extends Session {
  static final String KIND = "signer";

  Signer(Party party) {
    super(party);
  }

  /** What groups list it as: an encoded {@code ExternalSender}. */
  Bytes externalSender() {
    return new TlsWriter()
        .struct(
            new ExternalSender(
                party().client().identity().signatureKey().publicKey(),
                party().client().identity().credential()))
        .toBytes();
  }

  /** Makes a proposal for a group. */
  Bytes propose(ExternalSignerProposalRequest request) throws MlsException, StatusException {
    Roster roster =
        Roster.of(Protobuf.bytes(request.getGroupInfo()), Protobuf.given(request.getRatchetTree()));
    CipherSuite own = party().client().cipherSuite();
    if (roster.suite() != own) {
      throw Failures.badRequest(
          "the signer has keys of cipher suite "
              + own.code()
              + ", and the group is of "
              + roster.suite().code());
    }
    return Descriptions.propose(
        party()
            .client()
            .proposeAsExternalSender(
                roster.group(), roster.epoch(), Integer.toUnsignedLong(request.getSignerIndex())),
        request.getDescription(),
        roster);
  }

  @Override
  void release() {
    party().retire();
  }

  @Override
  String kind() {
    return KIND;
  }
}
