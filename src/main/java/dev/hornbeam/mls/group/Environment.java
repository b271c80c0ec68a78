package dev.hornbeam.mls.group;

import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafValidation;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.CustomProposal;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ProposalType;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a client brings to each of its groups: the primitives, threads for many like pieces, and
 * what the application decides.
 *
 * @param customProposals the proposal types that the application registered
 * @param maximumLifetime the longest total lifetime of a leaf that is accepted (RFC 9420 s.7.2)
 */
public record Environment(
    SuiteCrypto crypto,
    Workers workers,
    CredentialValidator validator,
    Map<ProposalType, CustomProposal<?>> customProposals,
    Duration maximumLifetime,
    Clock clock) {
  public Environment {
    customProposals = Map.copyOf(customProposals);
  }

  /**
   * Has the application validate a credential (s.5.3.1).
   *
   * @param replaced the leaf that the same member had before, if any
   * @throws InvalidMessage if the application refuses
   */
  public void validate(
      CredentialValidator.Occasion occasion, LeafNode leaf, Optional<LeafNode> replaced)
      throws InvalidMessage {
    validate(occasion, presented(leaf), replaced.map(Environment::presented));
  }

  /**
   * Has the application validate a credential (s.5.3.1).
   *
   * @throws InvalidMessage if the application refuses
   */
  public void validate(
      CredentialValidator.Occasion occasion,
      CredentialValidator.Presented presented,
      Optional<CredentialValidator.Presented> replaced)
      throws InvalidMessage {
    if (validator.validate(occasion, presented, replaced) != CredentialValidator.Verdict.ACCEPTED) {
      throw new InvalidMessage(Rule.CREDENTIAL_REFUSED);
    }
  }

  /**
   * Checks a key package that this client wants to add (s.10.1, s.7.3), with its credential.
   *
   * @throws MlsException if it breaks a rule, is not within its lifetime, or is refused
   */
  public void checkToBeAdded(PublicState state, KeyPackage keyPackage) throws MlsException {
    ProposalReceipt.checkKeyPackage(this, state, keyPackage);
    LeafValidation.checkLifetime(keyPackage.leafNode(), clock.instant());
    validate(CredentialValidator.Occasion.KEY_PACKAGE, keyPackage.leafNode(), Optional.empty());
  }

  /**
   * The rules for leaves of a group with the extensions.
   *
   * @throws MalformedMessage if the {@code required_capabilities} extension is malformed
   */
  LeafValidation leafValidation(Extensions groupExtensions) throws MalformedMessage {
    return LeafValidation.inGroup(crypto, groupExtensions, maximumLifetime);
  }

  /**
   * Has the application say that who joins anew is the client whose earlier leaf the commit removes
   * (s.12.2, s.12.4.3.2).
   *
   * @throws InvalidMessage if it is another
   */
  public void requireSameClient(LeafNode joiner, LeafNode removed) throws InvalidMessage {
    if (validator.sameClient(presented(joiner), presented(removed))
        != CredentialValidator.Verdict.ACCEPTED) {
      throw new InvalidMessage(Rule.CREDENTIAL_REFUSED);
    }
  }

  /** The credential of a leaf with its key. */
  public static CredentialValidator.Presented presented(LeafNode leaf) {
    return new CredentialValidator.Presented(leaf.credential(), leaf.signatureKey());
  }
}
