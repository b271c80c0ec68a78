package dev.hornbeam.cli.demo;

import dev.hornbeam.cli.Printable;
import dev.hornbeam.client.TokenKeySource;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource.Purpose;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What is on a token in the end, compared with what the members need. */
final class TokenReport {
  private static final int SHOWN = 40;

  private final Token token;
  private final Set<KeyId> before;

  private TokenReport(Token token, Set<KeyId> before) {
    this.token = token;
    this.before = before;
  }

  /** Looks at what is there already, which is others'. */
  static TokenReport begin(Token token) throws DemoFailed {
    Set<KeyId> before = new HashSet<>();
    for (ObjectInfo object : objects(token)) {
      if (!object.label().equals(TokenKeySource.WRAPPING_KEY_LABEL)) {
        object.id().ifPresent(before::add);
      }
    }
    return new TokenReport(token, before);
  }

  private static List<ObjectInfo> objects(Token token) throws DemoFailed {
    try {
      return token.objects();
    } catch (TokenException e) {
      throw new DemoFailed("the token does not list its objects: " + e.getMessage(), e);
    }
  }

  /** The keys that the members need, by what they are for; those that are wrapped are not here. */
  private record Living(Set<KeyId> signature, Set<KeyId> leaf, Set<KeyId> init) {
    static Living of(List<Participant> members, Ledger keys) throws MlsException {
      Living living = new Living(new HashSet<>(), new HashSet<>(), new HashSet<>());
      for (Participant each : members) {
        living.add(each.client().identity().signatureKey().ref(), Purpose.SIGNATURE);
        for (KeyRef ref : stored(each.store())) {
          living.add(ref, keys.purpose(ref).orElse(Purpose.LEAF));
        }
      }
      return living;
    }

    private void add(KeyRef ref, Purpose purpose) {
      Set<KeyId> ids =
          switch (purpose) {
            case SIGNATURE -> signature;
            case LEAF -> leaf;
            case INIT -> init;
          };
      TokenKeySource.objectId(ref).ifPresent(ids::add);
    }

    Set<KeyId> all() {
      Set<KeyId> all = new HashSet<>(signature);
      all.addAll(leaf);
      all.addAll(init);
      return all;
    }
  }

  /** What a store's rows of keys refer to. */
  private static List<KeyRef> stored(Store store) throws MlsException {
    List<KeyRef> refs = new ArrayList<>();
    for (StoreKey key : store.keys(StoreKey.Kind.KEY)) {
      Optional<Secret> value = store.read(key);
      if (value.isPresent()) {
        try (Secret row = value.get()) {
          TlsReader r = new TlsReader(row);
          r.u16("suite");
          r.u8("state");
          refs.add(KeyRef.decode(r));
        }
      }
    }
    return refs;
  }

  /** Lists what is there, and makes sure that it is what the members need and nothing else. */
  void show(List<Participant> members, Ledger keys, Account account)
      throws DemoFailed, MlsException {
    Living living = Living.of(members, keys);
    List<ObjectInfo> ours = new ArrayList<>();
    for (ObjectInfo object : objects(token)) {
      boolean isPrivate =
          object.kind() == ObjectInfo.Kind.PRIVATE_KEY
              || object.kind() == ObjectInfo.Kind.SECRET_KEY;
      if (isPrivate && object.id().filter(before::contains).isEmpty()) {
        ours.add(object);
      }
    }
    account.section(
        "What is on the token",
        "The members have deleted the group that ended. Each key that was renewed, used up, or lost"
            + " with its member's state is gone.");
    ours.stream()
        .sorted(Comparator.comparing(ObjectInfo::label))
        .limit(SHOWN)
        .forEach(object -> account.println(line(object)));
    if (ours.size() > SHOWN) {
      account.println("  and " + Account.number(ours.size() - SHOWN) + " others");
    }
    account.println("");
    summarize(living, account);
    if (!before.isEmpty()) {
      account.fact("others' keys", Account.number(before.size()) + ", not touched");
    }
    verify(living, ours, account);
  }

  private static void summarize(Living living, Account account) {
    if (living.all().isEmpty()) {
      account.fact("members' keys", "none: they are wrapped, and kept outside");
      return;
    }
    account.fact("signature keys", Account.number(living.signature().size()));
    account.fact("leaf keys", Account.number(living.leaf().size()));
    account.fact(
        "init keys", Account.number(living.init().size()) + ", of key packages not yet used");
  }

  private static String line(ObjectInfo object) {
    return String.format(
        Locale.ROOT,
        "  %-11s  %-7s  %s",
        object.kind() == ObjectInfo.Kind.SECRET_KEY ? "secret key" : "private key",
        object.type().map(Enum::name).orElse(object.keyType()),
        Printable.of(object.label()));
  }

  private static void verify(Living living, List<ObjectInfo> ours, Account account)
      throws DemoFailed {
    Set<KeyId> there = new HashSet<>();
    for (ObjectInfo object : ours) {
      if (object.kind() == ObjectInfo.Kind.PRIVATE_KEY) {
        object.id().ifPresent(there::add);
      }
    }
    Set<KeyId> wanted = living.all();
    Set<KeyId> leftOver = new HashSet<>(there);
    leftOver.removeAll(wanted);
    Set<KeyId> missing = new HashSet<>(wanted);
    missing.removeAll(there);
    if (!leftOver.isEmpty() || !missing.isEmpty()) {
      throw new DemoFailed(
          "on the token, "
              + leftOver.size()
              + " keys are left over and "
              + missing.size()
              + " are missing");
    }
    account.println("");
    account.println(
        wanted.isEmpty()
            ? "There is the key that wraps the living keys, and no other."
            : "These are the living keys, all of them, and no others.");
  }
}
