package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.ObjectInfo.Kind;
import dev.hornbeam.pkcs11.Pkcs11Uri;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was on a token when it was looked at, as entries of a KeyStore.
 *
 * <p>An alias is a label. Those that share a label, and those that have none, are told apart by
 * their id: {@code label#id}, or the id alone. Of private keys there are those that have an id and
 * one of the curves known here; of certificates without a private key, those that have a label of
 * their own: others are issuers' that complete a chain.
 */
final class KeyStoreContents {
  private static final char ID_MARK = '#';
  private static final int LONGEST_CHAIN = 10;

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<X509Certificate> certificates = new ArrayList<>();

  private KeyStoreContents() {}

  /**
   * An entry.
   *
   * @param label of the object
   * @param certificate of the key, or the entry itself
   */
  record Entry(
      EntryKind kind, String alias, String label, KeyId id, Optional<X509Certificate> certificate) {
    Entry withAlias(String other) {
      return new Entry(kind, other, label, id, certificate);
    }
  }

  /** What an entry is. */
  enum EntryKind {
    /** A private key of a curve. */
    PRIVATE_KEY,
    /** An AES key. */
    SECRET_KEY,
    /** A certificate without a private key. */
    CERTIFICATE
  }

  static KeyStoreContents none() {
    return new KeyStoreContents();
  }

  static KeyStoreContents of(List<ObjectInfo> objects) {
    KeyStoreContents contents = new KeyStoreContents();
    Map<KeyId, Labelled> ofKeys = contents.readCertificates(objects);
    Set<KeyId> keys = new HashSet<>();
    List<Entry> found = new ArrayList<>();
    for (ObjectInfo object : objects) {
      Optional<KeyId> id = object.id();
      if (id.isEmpty() || object.kind() == Kind.CERTIFICATE || object.kind() == Kind.OTHER) {
        continue;
      }
      // A public key alone is one whose private key cannot be seen without login.
      keys.add(id.get());
      Optional<Labelled> certificate = Optional.ofNullable(ofKeys.get(id.get()));
      if (object.kind() == Kind.PRIVATE_KEY && object.type().isPresent()) {
        found.add(
            entry(
                EntryKind.PRIVATE_KEY,
                object.label().isEmpty()
                    ? certificate.map(Labelled::label).orElse("")
                    : object.label(),
                id.get(),
                certificate.map(Labelled::certificate)));
      } else if (object.kind() == Kind.SECRET_KEY && object.keyType().equals("AES")) {
        found.add(entry(EntryKind.SECRET_KEY, object.label(), id.get(), Optional.empty()));
      }
    }
    ofKeys.forEach(
        (id, labelled) -> {
          if (!keys.contains(id) && !labelled.label().isEmpty()) {
            found.add(
                entry(
                    EntryKind.CERTIFICATE,
                    labelled.label(),
                    id,
                    Optional.of(labelled.certificate())));
          }
        });
    contents.name(found);
    return contents;
  }

  List<String> aliases() {
    return List.copyOf(entries.keySet());
  }

  /** An entry by its alias, by {@code label#id} whether it needs that or not, or by a URI. */
  Optional<Entry> entry(String alias) {
    Entry exact = entries.get(alias);
    if (exact != null) {
      return Optional.of(exact);
    }
    if (TokenKeys.isUri(alias)) {
      return byUri(alias);
    }
    return entries.values().stream()
        .filter(entry -> (entry.label() + ID_MARK + entry.id()).equals(alias))
        .findFirst();
  }

  Optional<Entry> entry(Certificate certificate) {
    return entries.values().stream()
        .filter(entry -> entry.certificate().filter(certificate::equals).isPresent())
        .findFirst();
  }

  boolean holds(X509Certificate certificate) {
    return certificates.contains(certificate);
  }

  /** A certificate and its issuers, as far as they are on the token. */
  List<X509Certificate> chain(X509Certificate leaf) {
    List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
    Optional<X509Certificate> next = issuer(leaf);
    while (next.isPresent() && chain.size() < LONGEST_CHAIN) {
      chain.add(next.get());
      next = issuer(next.get());
    }
    return chain;
  }

  private Optional<X509Certificate> issuer(X509Certificate of) {
    if (of.getSubjectX500Principal().equals(of.getIssuerX500Principal())) {
      return Optional.empty();
    }
    return certificates.stream().filter(candidate -> issued(candidate, of)).findFirst();
  }

  private static boolean issued(X509Certificate issuer, X509Certificate subject) {
    if (!issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())) {
      return false;
    }
    try {
      subject.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private Optional<Entry> byUri(String text) {
    Pkcs11Uri uri;
    try {
      uri = Pkcs11Uri.parse(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (uri.id().isEmpty() && uri.object().isEmpty()) {
      return Optional.empty();
    }
    List<Entry> matching =
        entries.values().stream()
            .filter(entry -> uri.id().filter(id -> !id.equals(entry.id())).isEmpty())
            .filter(entry -> uri.object().filter(label -> !label.equals(entry.label())).isEmpty())
            .toList();
    return matching.size() == 1 ? Optional.of(matching.get(0)) : Optional.empty();
  }

  private record Labelled(String label, X509Certificate certificate) {}

  private Map<KeyId, Labelled> readCertificates(List<ObjectInfo> objects) {
    Map<KeyId, Labelled> byId = new LinkedHashMap<>();
    for (ObjectInfo object : objects) {
      if (object.kind() != Kind.CERTIFICATE || object.value().isEmpty()) {
        continue;
      }
      try {
        X509Certificate certificate =
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(object.value().get()));
        certificates.add(certificate);
        object
            .id()
            .ifPresent(id -> byId.putIfAbsent(id, new Labelled(object.label(), certificate)));
      } catch (CertificateException e) {
        // Whatever it is, it is no entry; the others are.
      }
    }
    return byId;
  }

  private void name(List<Entry> found) {
    Map<String, Integer> uses = new HashMap<>();
    found.forEach(entry -> uses.merge(entry.label(), 1, Integer::sum));
    // First those whose alias is their label: another's may look like it, and gets a longer one.
    for (Entry entry : found) {
      if (!entry.label().isEmpty() && uses.getOrDefault(entry.label(), 0) == 1) {
        entries.put(entry.label(), entry);
      }
    }
    for (Entry entry : found) {
      if (entry.label().isEmpty() || uses.getOrDefault(entry.label(), 0) > 1) {
        String alias =
            entry.label().isEmpty() ? entry.id().toString() : entry.label() + ID_MARK + entry.id();
        while (entries.containsKey(alias)) {
          alias = alias + ID_MARK + entry.id();
        }
        entries.put(alias, entry.withAlias(alias));
      }
    }
  }

  private static Entry entry(
      EntryKind kind, String label, KeyId id, Optional<X509Certificate> certificate) {
    return new Entry(kind, label, label, id, certificate);
  }
}
