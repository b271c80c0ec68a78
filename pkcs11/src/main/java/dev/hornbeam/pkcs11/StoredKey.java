package dev.hornbeam.pkcs11;

import java.util.Optional;

/** A private key that is an object of its token, named by its {@code CKA_ID}. */
public final class StoredKey implements TokenKey {
  private final Token token;
  private final KeyId id;
  private final String label;
  private final KeyTraits traits;
  private final byte[] publicKey;

  StoredKey(Token token, KeyId id, String label, KeyTraits traits, byte[] publicKey) {
    this.token = token;
    this.id = id;
    this.label = label;
    this.traits = traits;
    this.publicKey = publicKey.clone();
  }

  /** Its name on the token. */
  public KeyId id() {
    return id;
  }

  /** The key as a URI of RFC 7512: {@code pkcs11:token=...;id=...;type=private}. */
  public String uri() {
    return Pkcs11Uri.of(token.core().token())
        .withKey(id, Optional.of(label).filter(text -> !text.isEmpty()))
        .format();
  }

  @Override
  public Token token() {
    return token;
  }

  @Override
  public KeyType type() {
    return traits.type();
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public byte[] publicKey() {
    return publicKey.clone();
  }

  @Override
  public byte[] sign(byte[] input) throws TokenException {
    KeyUsing.checkInput(traits.type(), input);
    TokenCore core = token.core();
    return core.run(session -> KeyUsing.sign(session, core.desk(), handle(session), traits, input));
  }

  @Override
  public byte[] derive(byte[] peer) throws TokenException, InvalidPublicKey {
    KeyUsing.checkPeer(traits.type(), peer);
    TokenCore core = token.core();
    return KeyUsing.checkSecret(
        traits.type(),
        core.run(session -> KeyUsing.derive(session, handle(session), traits.type(), peer)));
  }

  private long handle(Session session) throws TokenException {
    return token.core().handles().find(session, id, Optional.of(traits.type()));
  }

  /** Its label, its id and its token. */
  @Override
  public String toString() {
    return traits.type() + " key \"" + label + "\" (" + id + ") on " + token;
  }
}
