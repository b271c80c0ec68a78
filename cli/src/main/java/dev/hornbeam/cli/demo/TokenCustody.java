package dev.hornbeam.cli.demo;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.SuiteNames;
import dev.hornbeam.client.Custody;
import dev.hornbeam.client.Homes;
import dev.hornbeam.client.TokenKeySource;
import dev.hornbeam.mls.Identity;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.PublicKeys;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.KeySource.Purpose;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All keys on a token, or wrapped by it, and self-signed certificates as credentials. Closing
 * destroys the members' keys; when the process is told to end before that, they are destroyed as
 * well.
 */
final class TokenCustody implements KeyCustody {
  private static final String LABEL = "hornbeam demo: ";

  private final Token token;
  private final Custody.Kind kind;
  private final TokenReport report;
  private final TokenKeySource source;
  private final Ledger keys;
  private final Map<String, Identity> identities = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final Thread cleaning = new Thread(this::closeQuietly, "hornbeam-demo-keys");
  private SignatureScheme scheme = SignatureScheme.ED25519;

  /**
   * @param custody on the token, or wrapped by it
   */
  TokenCustody(Token token, Custody custody) throws DemoFailed {
    this.token = token;
    this.kind = custody.kind();
    this.report = TokenReport.begin(token);
    this.source = TokenKeySource.builder().keys(custody).build();
    this.keys = new Ledger(source);
    Runtime.getRuntime().addShutdownHook(cleaning);
  }

  /**
   * Makes sure that the token can keep all keys of a suite.
   *
   * @throws BadInput if it cannot; the message says why, and what it can
   */
  static void requireSuite(Token token, Custody.Kind kind, CipherSuite suite)
      throws BadInput, TokenException {
    Homes homes = Homes.of(token);
    for (Purpose purpose : Purpose.values()) {
      Homes.Answer answer = homes.answer(suite, purpose, kind);
      if (answer.verdict() != Homes.Verdict.POSSIBLE) {
        throw new BadInput(
            "the token cannot "
                + (kind == Custody.Kind.WRAPPED ? "wrap" : "make")
                + " the "
                + purpose.name().toLowerCase(Locale.ROOT)
                + " keys of suite "
                + suite.code()
                + " ("
                + answer.why()
                + "); "
                + others(homes, kind));
      }
    }
  }

  private static String others(Homes homes, Custody.Kind kind) {
    Set<CipherSuite> suites = homes.suites(kind);
    if (suites.isEmpty()) {
      return "nor those of any other suite: 'hornbeam token info' shows what it can";
    }
    return "it can with --suite " + SuiteNames.numbers(suites, " or ");
  }

  @Override
  public void enroll(CipherSuite suite, List<String> names, Hands hands) throws DemoFailed {
    scheme = suite.signature();
    hands.forEach(
        "making keys and certificates",
        names,
        name -> {
          KeyHandle key = keys.create(Purpose.SIGNATURE, suite, LABEL + name);
          identities.put(name, new Identity(credential(key, name), key));
        });
  }

  private Credential credential(KeyHandle key, String name) throws DemoFailed {
    try {
      KeyPair pair = new KeyPair(PublicKeys.of(scheme, key.publicKey()), key.privateKey());
      X509Certificate certificate = SelfSigned.certificate(scheme, pair, name, random);
      return new Credential.X509(List.of(Bytes.own(certificate.getEncoded())));
    } catch (GeneralSecurityException e) {
      throw new DemoFailed(name + "'s certificate cannot be made: " + e.getMessage(), e);
    }
  }

  @Override
  public Identity identity(String name) {
    return Objects.requireNonNull(identities.get(name), name);
  }

  @Override
  public KeySource keys() {
    return keys;
  }

  @Override
  public Optional<String> name(CredentialValidator.Presented presented) {
    return SelfSigned.presentedName(scheme, presented);
  }

  @Override
  public String credentials() {
    return "X.509, a certificate each, which its token key has signed";
  }

  @Override
  public String signatureKeys() {
    return place();
  }

  @Override
  public String hpkeKeys() {
    return place();
  }

  private String place() {
    String label = token.selector().label().map(text -> " \"" + text + "\"").orElse("");
    return kind == Custody.Kind.WRAPPED ? "wrapped by token" + label : "on token" + label;
  }

  @Override
  public void settle(List<Participant> members, Account account) throws DemoFailed, MlsException {
    for (Participant each : members) {
      each.forgetOtherGroups();
    }
    source.close(); // No keys are made ahead any more.
    report.show(members, keys, account);
  }

  @Override
  public void close() throws DemoFailed {
    source.close();
    try {
      keys.destroyAll();
      Runtime.getRuntime().removeShutdownHook(cleaning);
    } catch (KeyUnavailable e) {
      throw new DemoFailed("some of the members' keys are still there: " + e.getMessage(), e);
    } catch (IllegalStateException e) {
      // The process is ending already.
    }
  }

  private void closeQuietly() {
    source.close();
    try {
      keys.destroyAll();
    } catch (KeyUnavailable e) {
      // The process ends: there is nobody to tell. The labels tell what the keys were for.
    }
  }
}
