package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.MlsClientBuilder;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Those who come to a group from outside, of which a founder tells them: in a Welcome, or in a
 * GroupInfo for who joins externally or follows.
 *
 * @param settings of the client that joins
 * @param validator of the client, and of the server
 * @param tree that came by other means, if any, once the messages are made
 */
record Newcomers(
    UnaryOperator<MlsClientBuilder> settings,
    CredentialValidator validator,
    Supplier<Optional<Bytes>> tree) {
  static final SuiteCrypto CRYPTO =
      SuiteCrypto.of(Friends.SUITE, CryptoProfile.fastest(), new SecureRandom());

  /** Who supports nothing special, and takes any credential. */
  static final Newcomers PLAIN = of(UnaryOperator.identity(), CredentialValidator.acceptAll());

  /** Makes a group, in which there is the leaf of the one who joins. */
  interface Founding {
    ForgedWelcome of(LeafNode joiner) throws MlsException;
  }

  /** Changes the group that {@link #plain} makes. */
  interface Change {
    ForgedWelcome apply(ForgedWelcome group) throws MlsException;
  }

  /** What happens to a client before a trial. */
  interface Setup {
    void prepare(MlsClient client) throws MlsException;
  }

  static Newcomers of(UnaryOperator<MlsClientBuilder> settings, CredentialValidator validator) {
    return new Newcomers(settings, validator, Optional::empty);
  }

  Newcomers having(Supplier<Optional<Bytes>> treeOfOthers) {
    return new Newcomers(settings, validator, treeOfOthers);
  }

  /** A group of a founder, of the one who joins, and of one more. */
  static ForgedWelcome plain(LeafNode joiner) throws MlsException {
    return new ForgedWelcome(CRYPTO, "founder").member(joiner).member(leaf("other"));
  }

  static ForgedKeyPackage keyPackage(String name) {
    return new ForgedKeyPackage(CRYPTO, Credential.basic(name));
  }

  static LeafNode leaf(String name) throws MlsException {
    return keyPackage(name).make().leafNode();
  }

  /** The forgery wherever a group is met for the first time, beside a plain group. */
  List<Forgery> everywhere(Rule rule, String what, Change forged) {
    return everywhere(rule, what, joiner -> forged.apply(plain(joiner)), Newcomers::plain);
  }

  List<Forgery> everywhere(Rule rule, String what, Founding forged, Founding genuine) {
    return List.of(
        joiner(rule, what, forged, genuine),
        externalJoiner(rule, what, forged, genuine),
        follower(rule, what, forged, genuine));
  }

  Forgery joiner(Rule rule, String what, Change forged) {
    return joiner(rule, what, joiner -> forged.apply(plain(joiner)), Newcomers::plain);
  }

  Forgery joiner(Rule rule, String what, Founding forged, Founding genuine) {
    return joiner(rule, what, client -> {}, forged, genuine);
  }

  Forgery joiner(Rule rule, String what, Setup setup, Founding forged, Founding genuine) {
    return forgery(rule, what, Checkpoint.JOINER, joining(setup, forged, genuine));
  }

  Forgery externalJoiner(Rule rule, String what, Change forged) {
    return externalJoiner(rule, what, joiner -> forged.apply(plain(joiner)), Newcomers::plain);
  }

  Forgery externalJoiner(Rule rule, String what, Founding forged, Founding genuine) {
    return externalJoiner(rule, what, client -> {}, forged, genuine);
  }

  Forgery externalJoiner(Rule rule, String what, Setup setup, Founding forged, Founding genuine) {
    return forgery(
        rule, what, Checkpoint.EXTERNAL_JOINER, joiningExternally(setup, forged, genuine));
  }

  private Forgery follower(Rule rule, String what, Founding forged, Founding genuine) {
    return forgery(rule, what, Checkpoint.SERVER, following(forged, genuine));
  }

  static Forgery forgery(Rule rule, String what, Checkpoint checkpoint, Forgery.Scene scene) {
    return new Forgery(rule, what, checkpoint, Forgery.Form.UNFRAMED, scene);
  }

  /** What meets each of them. */
  List<Forgery.Scene> scenes(Change forged) {
    Founding founding = joiner -> forged.apply(plain(joiner));
    return List.of(
        joining(client -> {}, founding, Newcomers::plain),
        joiningExternally(client -> {}, founding, Newcomers::plain),
        following(founding, Newcomers::plain));
  }

  Forgery.Scene joining(Setup setup, Founding forged, Founding genuine) {
    return () -> {
      InMemoryStore store = new InMemoryStore();
      MlsClient client = client("joiner", store);
      setup.prepare(client);
      KeyPackage keyPackage = Friends.decoded(client.newKeyPackage());
      Bytes bad = forged.of(keyPackage.leafNode()).welcome(keyPackage);
      Bytes good = genuine.of(keyPackage.leafNode()).welcome(keyPackage);
      return new Forgery.Trial(new JoinerVictim(client, store, tree.get()), bad, good);
    };
  }

  Forgery.Scene joiningExternally(Setup setup, Founding forged, Founding genuine) {
    return () -> {
      InMemoryStore store = new InMemoryStore();
      MlsClient client = client("joiner", store);
      setup.prepare(client);
      Bytes bad = forged.of(standing()).info();
      Bytes good = genuine.of(standing()).info();
      return new Forgery.Trial(new ExternalJoinerVictim(client, store, tree.get()), bad, good);
    };
  }

  private Forgery.Scene following(Founding forged, Founding genuine) {
    return () -> {
      Bytes bad = forged.of(standing()).info();
      Bytes good = genuine.of(standing()).info();
      return new Forgery.Trial(new FollowerVictim(validator, tree.get()), bad, good);
    };
  }

  private MlsClient client(String name, InMemoryStore store) throws MlsException {
    return Friends.client(
        name, builder -> settings.apply(builder.credentialValidator(validator).store(store)));
  }

  /** Where nobody joins by a Welcome, one who could stands at that leaf. */
  private LeafNode standing() throws MlsException {
    return Friends.decoded(client("insider", new InMemoryStore()).newKeyPackage()).leafNode();
  }
}
