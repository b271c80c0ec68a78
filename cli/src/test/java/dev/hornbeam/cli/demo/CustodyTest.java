package dev.hornbeam.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.cli.Progress;
import dev.hornbeam.mls.Identity;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator.Occasion;
import dev.hornbeam.mls.types.CredentialValidator.Presented;
import dev.hornbeam.mls.types.CredentialValidator.Verdict;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Custodies, and the roster that asks them. */
class CustodyTest {
  private static final CipherSuite SUITE = CipherSuite.P256_AES128GCM_SHA256_P256;

  /** Where keys are without a token. */
  private enum Place {
    SOFTWARE {
      @Override
      KeyCustody open() {
        return new SoftwareCustody();
      }
    },
    PKCS12 {
      @Override
      KeyCustody open() throws DemoFailed {
        return new Pkcs12Custody();
      }
    };

    abstract KeyCustody open() throws DemoFailed;
  }

  private static Presented presented(Identity identity) {
    return new Presented(identity.credential(), identity.signatureKey().publicKey());
  }

  private static void enroll(KeyCustody custody, String... names) throws DemoFailed {
    try (Hands hands = new Hands(new Progress(new PrintWriter(Writer.nullWriter())))) {
      custody.enroll(SUITE, List.of(names), hands);
    }
  }

  private static Verdict join(Roster roster, Presented presented) {
    return roster.validate(Occasion.JOIN, presented, Optional.empty());
  }

  @ParameterizedTest
  @EnumSource
  void membersWhoAreKnownAreAccepted(Place keys) throws Exception {
    try (KeyCustody custody = keys.open()) {
      enroll(custody, "alice", "bob", "eve");
      Roster roster = new Roster(custody, List.of("alice", "bob"));
      Presented alice = presented(custody.identity("alice"));
      Presented bob = presented(custody.identity("bob"));
      assertEquals(Optional.of("alice"), custody.name(alice));
      assertEquals(Verdict.ACCEPTED, join(roster, alice));
      assertEquals(Verdict.ACCEPTED, roster.validate(Occasion.UPDATE, alice, Optional.of(alice)));
      assertEquals(2, roster.accepted());
      assertEquals(Verdict.REFUSED, roster.validate(Occasion.UPDATE, bob, Optional.of(alice)));
      assertEquals(Verdict.REFUSED, join(roster, presented(custody.identity("eve"))));
      assertEquals(
          Verdict.REFUSED, join(roster, new Presented(alice.credential(), bob.signatureKey())));
      assertEquals(2, roster.accepted());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherKeyOfTheSameNameIsRefused(Place keys) throws Exception {
    try (KeyCustody custody = keys.open();
        KeyCustody other = keys.open()) {
      enroll(custody, "alice");
      enroll(other, "alice");
      Presented impostor = presented(other.identity("alice"));
      assertEquals(Optional.of("alice"), custody.name(impostor));
      assertEquals(Verdict.REFUSED, join(new Roster(custody, List.of("alice")), impostor));
    }
  }

  @Test
  void certificateOfAnotherKeyOrNoneNamesNobody() throws Exception {
    try (KeyCustody custody = new Pkcs12Custody()) {
      enroll(custody, "alice", "bob");
      Presented alice = presented(custody.identity("alice"));
      Presented bob = presented(custody.identity("bob"));
      List<Presented> wrong =
          List.of(
              new Presented(alice.credential(), bob.signatureKey()),
              new Presented(Credential.basic("alice"), alice.signatureKey()),
              new Presented(new Credential.X509(List.of()), alice.signatureKey()),
              new Presented(
                  new Credential.X509(List.of(Bytes.utf8("no certificate"))),
                  alice.signatureKey()));
      for (Presented each : wrong) {
        assertEquals(Optional.empty(), custody.name(each), each.toString());
      }
    }
  }

  @Test
  void keystoreFileIsThereUntilTheCustodyIsClosed() throws Exception {
    Path file;
    try (KeyCustody custody = new Pkcs12Custody()) {
      enroll(custody, "alice");
      file = Path.of(custody.signatureKeys().substring("in ".length()));
      assertTrue(Files.size(file) > 0);
    }
    assertFalse(Files.exists(file));
    assertFalse(Files.exists(file.getParent()));
  }
}
