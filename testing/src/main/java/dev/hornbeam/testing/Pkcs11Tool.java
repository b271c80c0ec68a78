package dev.hornbeam.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * OpenSC's pkcs11-tool on one token: a second opinion of what is there, and another process that
 * does things to a token while this JVM uses it. Each call is a process of its own.
 *
 * @param library the PKCS#11 module
 * @param environment what the module needs in its environment
 * @param token the token
 */
public record Pkcs11Tool(Path library, Map<String, String> environment, TestToken token) {
  private static final String CKM_ECDSA = "ECDSA";

  /** Copies the environment. */
  public Pkcs11Tool {
    environment = Map.copyOf(environment);
  }

  /**
   * Runs pkcs11-tool on the token with the user's PIN.
   *
   * @param arguments what it is to do
   * @return how it ended, well or not
   */
  public Outcome asUser(String... arguments) {
    return command("--login", "--pin", token.pin()).and(arguments).run();
  }

  /**
   * Runs pkcs11-tool on the token without logging in.
   *
   * @param arguments what it is to do
   * @return how it ended, well or not
   */
  public Outcome asPublic(String... arguments) {
    return command().and(arguments).run();
  }

  /**
   * @return all of the token's objects that the user sees
   * @throws FixtureException if the token cannot be read
   */
  public List<ListedObject> objects() {
    return ListedObject.parse(asUser("--list-objects").orThrow().stdout());
  }

  /**
   * @return the names of the token's mechanisms with their flags, as pkcs11-tool shows them
   * @throws FixtureException if the token cannot be read
   */
  public String mechanisms() {
    return asPublic("--list-mechanisms").orThrow().stdout();
  }

  /**
   * Makes a key pair on the token, for signing and deriving.
   *
   * @param keyType pkcs11-tool's name of it, such as {@code EC:prime256v1}
   * @param label CKA_LABEL of both keys
   * @param id CKA_ID of both keys, in hexadecimal
   * @throws FixtureException if the token refuses
   */
  public void generate(String keyType, String label, String id) {
    asUser(
            "--keypairgen",
            "--key-type",
            keyType,
            "--label",
            label,
            "--id",
            id,
            "--usage-sign",
            "--usage-derive")
        .orThrow();
  }

  /**
   * Puts an elliptic curve key (NIST curves only) with a known value on the token, for signing and
   * deriving, sensitive. Only the private key object is made.
   *
   * @param key the key
   * @param label CKA_LABEL
   * @param id CKA_ID, in hexadecimal
   * @throws FixtureException if the token refuses
   */
  public void writePrivateKey(PrivateKey key, String label, String id) {
    try (Workspace files = Workspace.create("key")) {
      Path der = writeTo(files, key.getEncoded());
      asUser(
              "--write-object",
              der.toString(),
              "--type",
              "privkey",
              "--label",
              label,
              "--id",
              id,
              "--usage-sign",
              "--usage-derive",
              "--sensitive")
          .orThrow();
    }
  }

  /**
   * Signs a hash by CKM_ECDSA.
   *
   * @param id the key's CKA_ID, in hexadecimal
   * @param hash the hash to be signed
   * @return r and s, each as long as the curve's order
   * @throws FixtureException if the token refuses
   */
  public byte[] signHash(String id, byte[] hash) {
    try (Workspace files = Workspace.create("sign")) {
      Path input = writeTo(files, hash);
      Path output = files.file("signature");
      asUser(
              "--sign",
              "--mechanism",
              CKM_ECDSA,
              "--id",
              id,
              "--input-file",
              input.toString(),
              "--output-file",
              output.toString())
          .orThrow();
      return Files.readAllBytes(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Derives a shared secret by CKM_ECDH1_DERIVE (NIST curves only).
   *
   * @param id the key's CKA_ID, in hexadecimal
   * @param peer the other side's key
   * @return the shared secret
   * @throws FixtureException if the token refuses
   */
  public byte[] derive(String id, PublicKey peer) {
    try (Workspace files = Workspace.create("derive")) {
      Path input = writeTo(files, peer.getEncoded());
      Path output = files.file("secret");
      asUser(
              "--derive",
              "--mechanism",
              "ECDH1-DERIVE",
              "--id",
              id,
              "--input-file",
              input.toString(),
              "--output-file",
              output.toString())
          .orThrow();
      return Files.readAllBytes(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Destroys an object.
   *
   * @param type pkcs11-tool's name of it: {@code privkey}, {@code pubkey}, {@code secrkey}, {@code
   *     cert} or {@code data}
   * @param id its CKA_ID, in hexadecimal
   * @throws FixtureException if there is none or the token refuses
   */
  public void delete(String type, String id) {
    asUser("--delete-object", "--type", type, "--id", id).orThrow();
  }

  private Command command(String... login) {
    String[] words =
        Stream.concat(
                Stream.of(
                    "pkcs11-tool", "--module", library.toString(), "--token-label", token.label()),
                Stream.of(login))
            .toArray(String[]::new);
    return Command.of(words).with(environment);
  }

  private static Path writeTo(Workspace files, byte[] content) {
    try {
      return Files.write(files.file("input"), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
