package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.client.Custody;
import dev.hornbeam.client.TokenKeySource;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.LoggedProfile;
import dev.hornbeam.mls.crypto.SecretLog;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.ModuleOptions;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenOptions;
import dev.hornbeam.pkcs11.TokenSelector;
import dev.hornbeam.provider.HornbeamProvider;
import dev.hornbeam.testing.FlightRecording;
import dev.hornbeam.testing.HeapDump.Needle;
import dev.hornbeam.testing.SoftHsm;
import dev.hornbeam.testing.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.Security;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedObject;
import org.junit.jupiter.api.Test;

/**
 * A recording tells no secret, no PIN, and not who was in which group: neither in a field of an
 * event nor anywhere in its file. All of these are random here, so that nothing else is like them.
 */
class EventSecrecyTest {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;

  private final Workspace files = Workspace.create("events");
  private final List<Needle> needles = new ArrayList<>();
  private final String pin = text("pin");
  private final String label = text("card");
  private final String alice = text("alice");
  private final String bob = text("bob");
  private final String carol = text("carol");
  private final Bytes plaintext = Bytes.utf8(text("what is said"));
  private final Bytes pskId = Bytes.utf8(text("psk"));
  private final GroupId id = GroupId.random();

  /** For the search to find. */
  @Name("dev.hornbeam.test.Planted")
  @Label("Planted")
  private static final class PlantedEvent extends Event {
    @Label("Text")
    @SuppressWarnings("UnusedVariable") // The flight recorder reads it.
    final String text;

    PlantedEvent(String text) {
      this.text = text;
    }
  }

  /** A name that nothing else has, and that is looked for. */
  private String text(String name) {
    byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    String text = name + "-" + HexFormat.of().formatHex(random);
    lookFor(name, text.getBytes(StandardCharsets.UTF_8));
    needles.add(new Needle(name, text.getBytes(StandardCharsets.UTF_16LE)));
    needles.add(new Needle(name, text.getBytes(StandardCharsets.UTF_16BE)));
    return text;
  }

  /** Bytes, and how they are written in text. */
  private void lookFor(String name, byte[] value) {
    needles.add(new Needle(name, value));
    for (String written : written(value)) {
      needles.add(new Needle(name, written.getBytes(StandardCharsets.US_ASCII)));
    }
  }

  private static List<String> written(byte[] value) {
    String hex = HexFormat.of().formatHex(value);
    int wholeWords = value.length / 3 * 4; // what follows depends on the bytes behind
    String base64 = Base64.getEncoder().encodeToString(value).substring(0, wholeWords);
    return List.of(hex, hex.toUpperCase(Locale.ROOT), base64);
  }

  @Test
  void aRecordingTellsNobodysSecretAndNobody() throws Exception {
    lookFor("group", id.value().toArray());
    lookFor("start of a group", id.value().slice(0, 6).toArray()); // as labels have it
    needles.removeIf(needle -> needle.value().length < Long.BYTES);
    try (files;
        FlightRecording recording = live()) {
      List<RecordedEvent> ours = recording.events("dev.hornbeam.");
      assertTold(ours);
      lookForLogged();
      assertEquals(Set.of("planted"), new TreeSet<>(recording.search(needles)));
      assertEquals(Set.of("planted"), inFields(recording.events("")));
    }
  }

  /** Lives on a token, with a recording on, and stops it. */
  private FlightRecording live() throws Exception {
    try (SoftHsm hsm = SoftHsm.inThisJvm(label)) {
      hsm.changePin(label, pin);
      try (Pkcs11Module module = Pkcs11Module.load(ModuleOptions.of(SoftHsm.library()));
          Token token =
              module.open(
                  TokenSelector.label(label),
                  TokenOptions.of((info, occasion) -> Optional.of(pin.toCharArray())))) {
        HornbeamProvider provider = HornbeamProvider.of("events", token);
        Security.addProvider(provider);
        FlightRecording recording = FlightRecording.start();
        try {
          live(token, provider);
          new PlantedEvent(text("planted")).commit();
          recording.stop();
          return recording;
        } catch (Exception | Error e) {
          recording.close();
          throw e;
        } finally {
          Security.removeProvider(provider.getName());
        }
      }
    }
  }

  private void live(Token token, HornbeamProvider provider) throws Exception {
    CryptoProfile profile =
        LoggedProfile.of(CryptoProfile.fastest(), SecretLog.create(files.file("secrets.log")));
    try (TokenKeySource keys =
        TokenKeySource.builder().keys(Custody.token(provider)).leafKeysAhead(1).build()) {
      MlsClient hardware =
          MlsClient.builder(SUITE)
              .credential(Credential.basic(alice))
              .keys(keys)
              .name(alice)
              .profile(profile)
              .build();
      MlsClient software =
          MlsClient.builder(SUITE).credential(Credential.basic(bob)).profile(profile).build();
      MlsClient late =
          MlsClient.builder(SUITE).credential(Credential.basic(carol)).profile(profile).build();
      Group first = hardware.createGroup(id);
      OutgoingCommit add = first.commit().add(software.newKeyPackage()).stage();
      first.merge(add);
      Group second = software.join(add.welcome().orElseThrow());
      talk(first, second);
      usePsk(hardware, first, software, second);
      ExternalJoin join = late.joinExternally(first.groupInfo()).stage();
      follow(first, join.message());
      follow(second, join.message());
      late.merge(join);
      follow(second, update(first));
      failInVain(first, second, software, token);
    }
  }

  private void talk(Group from, Group to) throws MlsException {
    Bytes message = from.protect(plaintext, Bytes.utf8(bob));
    Received.ApplicationData data =
        assertInstanceOf(Received.ApplicationData.class, to.receive(message));
    to.acknowledge(data.inboxId());
    assertThrows(MlsException.class, () -> to.receive(message));
    try (Secret exported = from.export("label", plaintext, 32)) {
      lookFor("exported", exported.expose().clone());
    }
  }

  private void usePsk(MlsClient one, Group first, MlsClient other, Group second)
      throws MlsException {
    byte[] value = new byte[32];
    new SecureRandom().nextBytes(value);
    lookFor("psk value", value);
    try (Secret psk = Secret.own(value.clone())) {
      one.putPsk(pskId, psk);
      assertThrows(MlsException.class, () -> second.commit().psk(pskId).stage());
      other.putPsk(pskId, psk);
    }
    OutgoingCommit commit = second.commit().psk(pskId).stage();
    follow(first, commit.message());
    second.merge(commit);
  }

  private static Bytes update(Group group) throws MlsException {
    OutgoingCommit commit = group.commit().stage();
    group.merge(commit);
    return commit.message();
  }

  private static void follow(Group group, Bytes commit) throws MlsException {
    group.merge(assertInstanceOf(Received.CommitReceived.class, group.receive(commit)).commit());
  }

  /** What fails, with texts that may have names in them. */
  private void failInVain(Group first, Group second, MlsClient software, Token token)
      throws MlsException, TokenException {
    assertThrows(MlsException.class, () -> second.receive(Bytes.utf8(alice)));
    assertThrows(MlsException.class, () -> software.createGroup(id));
    Set<KeyId> keys = new HashSet<>();
    for (ObjectInfo object : token.objects()) {
      object.id().ifPresent(keys::add);
    }
    for (KeyId each : keys) {
      token.destroy(each, ObjectInfo.Kind.PRIVATE_KEY);
    }
    assertThrows(KeyUnavailable.class, () -> first.protect(plaintext));
  }

  /** There is something to search: operations of all kinds, on the token too. */
  private static void assertTold(List<RecordedEvent> events) {
    Set<String> names = new TreeSet<>();
    Set<String> failed = new TreeSet<>();
    for (RecordedEvent event : events) {
      String name = event.getEventType().getName().replace("dev.hornbeam.", "");
      names.add(name);
      if (event.hasField("outcome") && !event.getString("outcome").matches("OK|CKR_OK")) {
        failed.add(name);
      }
    }
    names.remove("SessionWait"); // only if the thread that makes keys ahead is in the way
    assertEquals(
        Set.of(
            "Commit",
            "Join",
            "Merge",
            "Process",
            "Protect",
            "TokenOperation",
            "Unprotect",
            "test.Planted"),
        names);
    assertTrue(failed.containsAll(Set.of("Commit", "Protect", "Unprotect")), failed::toString);
  }

  /** All that the engine's primitives had as keys, as input and as output. */
  private void lookForLogged() throws IOException {
    int before = needles.size();
    for (SecretLog.Entry entry : SecretLog.read(files.file("secrets.log"))) {
      for (byte[] operand : entry.operands()) {
        boolean isTold = operand.length >= 12 && !Bytes.own(operand).equals(zeros(operand.length));
        if (isTold) {
          lookFor(entry.operation(), operand);
        }
      }
    }
    assertTrue(needles.size() > before + 1000);
  }

  private static Bytes zeros(int length) {
    return Bytes.own(new byte[length]);
  }

  /** The names of what is in the text of a field of any event, the JDK's own ones included. */
  private Set<String> inFields(List<RecordedEvent> events) {
    Set<String> texts = new HashSet<>();
    events.forEach(event -> collect(event, texts, 0));
    Set<String> found = new TreeSet<>();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      String all = new String(bytes, StandardCharsets.ISO_8859_1);
      for (Needle needle : needles) {
        if (all.contains(new String(needle.value(), StandardCharsets.ISO_8859_1))) {
          found.add(needle.name());
        }
      }
    }
    return found;
  }

  private static void collect(Object value, Set<String> texts, int depth) {
    if (value instanceof String text) {
      texts.add(text);
    } else if (value instanceof Object[] array && depth < 8) {
      for (Object each : array) {
        collect(each, texts, depth + 1);
      }
    } else if (value instanceof RecordedObject object && depth < 8) {
      for (ValueDescriptor field : object.getFields()) {
        Object inside = object.getValue(field.getName());
        if (inside != null) {
          collect(inside, texts, depth + 1);
        }
      }
    }
  }
}
