package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import java.util.List;

/** The schemes that TreeKEM is compared with. */
public enum Scheme {
  /** Asynchronous ratcheting trees. */
  ART {
    @Override
    public List<Baseline> found(SuiteCrypto crypto, List<Client> clients, int living)
        throws CryptoRefused {
      return ArtMember.found(crypto, clients, living);
    }

    @Override
    public Baseline join(SuiteCrypto crypto, Client client, Bytes welcome)
        throws CryptoRefused, MlsException {
      return ArtMember.join(crypto, client, welcome);
    }
  },
  /** Sender Keys, each renewed over the pairwise sessions. */
  SENDER_KEYS {
    @Override
    public List<Baseline> found(SuiteCrypto crypto, List<Client> clients, int living)
        throws CryptoRefused {
      return SenderKeysMember.found(crypto, clients, living);
    }

    @Override
    public Baseline join(SuiteCrypto crypto, Client client, Bytes welcome)
        throws CryptoRefused, MlsException {
      return SenderKeysMember.join(crypto, client, welcome);
    }
  },
  /** A message for each member, over its pairwise session. */
  PAIRWISE {
    @Override
    public List<Baseline> found(SuiteCrypto crypto, List<Client> clients, int living)
        throws CryptoRefused {
      return PairwiseMember.found(crypto, clients, living);
    }

    @Override
    public Baseline join(SuiteCrypto crypto, Client client, Bytes welcome)
        throws CryptoRefused, MlsException {
      return PairwiseMember.join(crypto, client, welcome);
    }
  };

  /**
   * A group of the clients, as it is when all is set up. How it comes to be is not compared: it is
   * made at once, by somebody who knows every key.
   *
   * @param living how many of the members, the first ones, are wanted; the others count, but are
   *     nowhere
   * @return the living members, by index
   */
  public abstract List<Baseline> found(SuiteCrypto crypto, List<Client> clients, int living)
      throws CryptoRefused;

  /**
   * The state of a client that another added.
   *
   * @param welcome what the add sent to it
   */
  public abstract Baseline join(SuiteCrypto crypto, Client client, Bytes welcome)
      throws CryptoRefused, MlsException;
}
