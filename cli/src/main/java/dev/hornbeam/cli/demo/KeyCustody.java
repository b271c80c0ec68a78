package dev.hornbeam.cli.demo;

import dev.hornbeam.mls.Identity;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.KeySource;
import java.util.List;
import java.util.Optional;

/**
 * Where the private keys of the members live, and which credentials say whose they are. Closing it
 * takes away what was made for the demo.
 */
interface KeyCustody extends AutoCloseable {
  /**
   * Makes a signature key and a credential for each member; called once, before all the others.
   *
   * @throws DemoFailed if they cannot be made here
   */
  void enroll(CipherSuite suite, List<String> names, Hands hands) throws DemoFailed;

  /** Who a member is. */
  Identity identity(String name);

  /** Makes and opens the members' leaf and init keys, and opens their signature keys again. */
  KeySource keys();

  /**
   * The member's name that a credential states, if it is well-formed and belongs to the key. A kind
   * of credential that does not say its key belongs to any.
   */
  Optional<String> name(CredentialValidator.Presented presented);

  /** What the credentials are, in a few words. */
  String credentials();

  /** Where signature keys are, in a few words. */
  String signatureKeys();

  /** Where leaf keys and init keys are, in a few words. */
  String hpkeKeys();

  /**
   * Tells what is left of the keys in the end, if there is a place to look at.
   *
   * @param members all of them, who do nothing more
   * @throws DemoFailed if there is anything that should be gone
   */
  default void settle(List<Participant> members, Account account) throws DemoFailed, MlsException {}

  @Override
  void close() throws DemoFailed;
}
