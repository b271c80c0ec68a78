package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.group.Joining;
import dev.hornbeam.mls.group.OwnKeys;
import dev.hornbeam.mls.message.EncryptedGroupSecrets;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.Welcome;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The key packages of a client, with their private keys. */
final class KeyPackages {
  /** How many reads are no more trouble than listing all key packages. */
  private static final int FEW = 16;

  private final ClientSettings settings;

  KeyPackages(ClientSettings settings) {
    this.settings = settings;
  }

  /** A key package of this client that a Welcome is for, and the entry that is. */
  record Match(Bytes reference, Joining.KeyPackageKeys keys, EncryptedGroupSecrets secrets) {}

  /** A row. */
  private record Row(KeyPackage keyPackage, KeyRef init, KeyRef leaf, KeyRef signature) {
    static Row decode(TlsReader r) throws MalformedMessage {
      return new Row(
          r.struct("key_package", KeyPackage::decode),
          KeyRef.decode(r),
          KeyRef.decode(r),
          KeyRef.decode(r));
    }

    Secret encoded() {
      return new TlsWriter()
          .struct(keyPackage)
          .struct(init)
          .struct(leaf)
          .struct(signature)
          .toSecret();
    }
  }

  /** What a new key package goes out in. */
  interface Wrapping {
    Bytes wrap(KeyPackage keyPackage) throws MlsException;
  }

  /** Makes a key package, and keeps it once it is wrapped. */
  Bytes create(KeyPackageUse use, Wrapping wrapping) throws MlsException {
    KeyVault vault = settings.vault();
    KeyHandle init = vault.create(KeySource.Purpose.INIT);
    Optional<KeyHandle> made = Optional.empty();
    try (ChangeSet changes = new ChangeSet()) {
      KeyHandle leaf = vault.create(KeySource.Purpose.LEAF);
      made = Optional.of(leaf);
      KeyHandle signature = settings.identity().signatureKey();
      KeyPackage keyPackage =
          KeyPackage.sign(
              settings.crypto(),
              signature.privateKey(),
              init.publicKey(),
              settings.newLeaf(leaf.publicKey()).sign(settings.crypto(), signature.privateKey()),
              extensions(use));
      put(changes, new Row(keyPackage, init.ref(), leaf.ref(), signature.ref()), use);
      Bytes wrapped = wrapping.wrap(keyPackage);
      settings.store().apply(changes);
      return wrapped;
    } catch (MlsException | RuntimeException e) {
      vault.drop(init);
      made.ifPresent(vault::drop);
      throw e;
    } finally {
      OwnKeys.wipe(init);
      made.ifPresent(OwnKeys::wipe);
    }
  }

  void keep(KeyPackage keyPackage, KeyHandle init, KeyHandle leaf) throws MlsException {
    KeyHandle signature = settings.identity().signatureKey();
    boolean fits =
        keyPackage.initKey().equals(init.publicKey())
            && keyPackage.leafNode().encryptionKey().equals(leaf.publicKey())
            && keyPackage.leafNode().signatureKey().equals(signature.publicKey());
    if (!fits) {
      throw new IllegalArgumentException("these are not the keys of the key package");
    }
    KeyPackageUse use =
        keyPackage.extensions().contains(ExtensionType.LAST_RESORT)
            ? KeyPackageUse.LAST_RESORT
            : KeyPackageUse.ONCE;
    try (ChangeSet changes = new ChangeSet()) {
      put(changes, new Row(keyPackage, init.ref(), leaf.ref(), signature.ref()), use);
      settings.store().apply(changes);
    }
  }

  private void put(ChangeSet changes, Row row, KeyPackageUse use) {
    changes.put(row(row.keyPackage().reference(settings.crypto())), row.encoded());
    settings.vault().live(changes, row.init());
    if (use == KeyPackageUse.LAST_RESORT) {
      settings.vault().shared(changes, row.leaf());
    } else {
      settings.vault().live(changes, row.leaf());
    }
  }

  private Extensions extensions(KeyPackageUse use) {
    Extensions grease = settings.greaseExtensions();
    return use == KeyPackageUse.LAST_RESORT
        ? grease.with(new Extension(ExtensionType.LAST_RESORT, Bytes.EMPTY))
        : grease;
  }

  void delete(KeyPackage keyPackage) throws MlsException {
    Bytes reference = keyPackage.reference(settings.crypto());
    Optional<Row> row = read(reference);
    if (row.isEmpty()) {
      return;
    }
    List<KeyRef> doomed = new ArrayList<>(List.of(row.get().init()));
    try (ChangeSet changes = new ChangeSet()) {
      changes.delete(row(reference));
      settings.vault().condemn(changes, row.get().init());
      if (settings.vault().doomed(changes, row.get().leaf()) == KeyVault.Fate.DOOMED) {
        doomed.add(row.get().leaf());
      }
      settings.store().apply(changes);
    }
    settings.vault().reap(doomed);
  }

  /** The leaf keys of all key packages. */
  static List<KeyRef> leafKeys(Store store) throws StoreFailed {
    List<KeyRef> leaves = new ArrayList<>();
    for (StoreKey key : store.keys(StoreKey.Kind.KEY_PACKAGE)) {
      read(store, key).ifPresent(row -> leaves.add(row.leaf()));
    }
    return leaves;
  }

  /** The init keys and leaf keys of all key packages in the store. */
  static List<KeyRef> keys(Store store) throws StoreFailed {
    List<KeyRef> refs = leafKeys(store);
    for (StoreKey key : store.keys(StoreKey.Kind.KEY_PACKAGE)) {
      read(store, key).ifPresent(row -> refs.add(row.init()));
    }
    return refs;
  }

  /**
   * Finds the key package that a Welcome is for, and opens its keys.
   *
   * @throws UndecryptableMessage if it is for none of this client's
   */
  Match match(Welcome welcome) throws MlsException {
    for (EncryptedGroupSecrets secrets : perhapsOurs(welcome)) {
      Optional<Row> row = read(secrets.newMember()).filter(this::isOfThisSuite);
      if (row.isPresent()) {
        KeyVault vault = settings.vault();
        Joining.KeyPackageKeys keys =
            new Joining.KeyPackageKeys(
                row.get().keyPackage(),
                vault.open(row.get().init()),
                vault.open(row.get().leaf()),
                settings.openSignatureKey(row.get().signature()));
        return new Match(secrets.newMember(), keys, secrets);
      }
    }
    throw new UndecryptableMessage(UndecryptableMessage.Reason.NOT_FOR_THIS_CLIENT);
  }

  /**
   * A Welcome may be for thousands, few of whom are this client: they are not looked up one by one.
   */
  private List<EncryptedGroupSecrets> perhapsOurs(Welcome welcome) throws StoreFailed {
    if (welcome.secrets().size() <= FEW) {
      return welcome.secrets();
    }
    Set<Bytes> ours = new HashSet<>();
    for (StoreKey key : settings.store().keys(StoreKey.Kind.KEY_PACKAGE, Bytes.EMPTY)) {
      ours.add(key.name());
    }
    return welcome.secrets().stream().filter(each -> ours.contains(each.newMember())).toList();
  }

  /** A client of another suite may share the store. */
  private boolean isOfThisSuite(Row row) {
    return row.keyPackage().cipherSuite() == settings.crypto().suite().code();
  }

  /**
   * The key package was used; its init key goes, unless it is a last resort.
   *
   * @throws UndecryptableMessage if it has gone since it was found
   */
  List<KeyRef> consume(ChangeSet changes, Match match) throws MlsException {
    if (!isThere(match.reference())) {
      throw new UndecryptableMessage(UndecryptableMessage.Reason.NOT_FOR_THIS_CLIENT);
    }
    KeyPackage keyPackage = match.keys().keyPackage();
    if (keyPackage.extensions().contains(ExtensionType.LAST_RESORT)) {
      return List.of();
    }
    changes.delete(row(match.reference()));
    KeyRef init = match.keys().init().ref();
    settings.vault().condemn(changes, init);
    return List.of(init);
  }

  private boolean isThere(Bytes reference) throws StoreFailed {
    Optional<Secret> value = settings.store().read(row(reference));
    value.ifPresent(Secret::close);
    return value.isPresent();
  }

  private Optional<Row> read(Bytes reference) throws StoreFailed {
    return read(settings.store(), row(reference));
  }

  private static Optional<Row> read(Store store, StoreKey key) throws StoreFailed {
    Optional<Secret> value = store.read(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try (Secret stored = value.get()) {
      return Optional.of(new TlsReader(stored).whole(Row::decode));
    } catch (MalformedMessage e) {
      throw new StoreFailed("a stored key package is damaged", e);
    }
  }

  private static StoreKey row(Bytes reference) {
    return StoreKey.ofClient(StoreKey.Kind.KEY_PACKAGE, reference);
  }
}
