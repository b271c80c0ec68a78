package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import java.util.List;

/** The schemes that TreeKEM is compared with. */
@SuppressWarnings("ImmutableEnumChecker") // references to static methods
public enum Scheme {
  /** Asynchronous ratcheting trees. */
  ART(ArtMember::found, ArtMember::join),
  /** Sender Keys, each renewed over the pairwise sessions. */
  SENDER_KEYS(SenderKeysMember::found, SenderKeysMember::join),
  /** A message for each member, over its pairwise session. */
  PAIRWISE(PairwiseMember::found, PairwiseMember::join);

  private final Founding founding;
  private final Joining joining;

  Scheme(Founding founding, Joining joining) {
    this.founding = founding;
    this.joining = joining;
  }

  private interface Founding {
    List<Baseline> found(SuiteCrypto crypto, List<Client> clients, int living) throws CryptoRefused;
  }

  private interface Joining {
    Baseline join(SuiteCrypto crypto, Client client, Bytes welcome)
        throws CryptoRefused, MlsException;
  }

  /**
   * A group of the clients, as it is when all is set up. How it comes to be is not compared: it is
   * made at once, by somebody who knows every key.
   *
   * @param living how many of the members, the first ones, are wanted; the others count, but are
   *     nowhere
   * @return the living members, by index
   */
  public List<Baseline> found(SuiteCrypto crypto, List<Client> clients, int living)
      throws CryptoRefused {
    return founding.found(crypto, clients, living);
  }

  /**
   * The state of a client that another added.
   *
   * @param welcome what the add sent to it
   */
  public Baseline join(SuiteCrypto crypto, Client client, Bytes welcome)
      throws CryptoRefused, MlsException {
    return joining.join(crypto, client, welcome);
  }
}
