package dev.hornbeam.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ALWAYS_AUTHENTICATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CERTIFICATE_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CLASS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_DECRYPT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_DERIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EC_PARAMS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EC_POINT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ENCRYPT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EXTRACTABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_KEY_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LABEL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LOCAL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_NEVER_EXTRACTABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PRIVATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PUBLIC_KEY_INFO;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SENSITIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SIGN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_TOKEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_UNWRAP;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE_LEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_WRAP;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKK_AES;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_CERTIFICATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_PRIVATE_KEY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_PUBLIC_KEY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_SECRET_KEY;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Reads objects of a token, each way in which modules tell what they are. */
final class KeyReader {
  private static final long[] OF_OBJECTS = {CKA_CLASS, CKA_ID, CKA_LABEL, CKA_PRIVATE};
  private static final long[] OF_KEYS = {
    CKA_KEY_TYPE, CKA_LOCAL, CKA_EC_PARAMS, CKA_DERIVE,
  };
  private static final long[] OF_PRIVATE_KEYS = {
    CKA_SENSITIVE,
    CKA_EXTRACTABLE,
    CKA_NEVER_EXTRACTABLE,
    CKA_ALWAYS_AUTHENTICATE,
    CKA_SIGN,
    CKA_UNWRAP,
    CKA_DECRYPT,
  };
  private static final long[] OF_SECRET_KEYS = {
    CKA_SENSITIVE,
    CKA_EXTRACTABLE,
    CKA_NEVER_EXTRACTABLE,
    CKA_WRAP,
    CKA_UNWRAP,
    CKA_ENCRYPT,
    CKA_DECRYPT,
  };

  private static final int SEARCHES = 3;

  private KeyReader() {}

  /**
   * A private key as it is read.
   *
   * @param publicKeyHex its public key, in hexadecimal
   */
  record PrivateKey(
      KeyId id, String label, KeyType type, String publicKeyHex, Set<ObjectInfo.Flag> flags) {
    byte[] publicKey() {
      return HexFormat.of().parseHex(publicKeyHex);
    }
  }

  /** An AES key as it is read. */
  record SecretKey(KeyId id, String label, int length) {}

  /** The {@code CKO_} of a kind. */
  static long objectClass(ObjectInfo.Kind kind) {
    return switch (kind) {
      case PRIVATE_KEY -> CKO_PRIVATE_KEY;
      case PUBLIC_KEY -> CKO_PUBLIC_KEY;
      case SECRET_KEY -> CKO_SECRET_KEY;
      case CERTIFICATE -> CKO_CERTIFICATE;
      case OTHER -> throw new IllegalArgumentException("No class of objects: " + kind);
    };
  }

  // --- All objects ---

  static List<ObjectInfo> objects(Session session) throws TokenException {
    return readAll(session, new Template().with(CKA_TOKEN, true), KeyReader::object);
  }

  /** Reads one object, if it is one of those that are looked for. */
  @FunctionalInterface
  private interface Reading<T> {
    Optional<T> of(Session session, long handle) throws TokenException;
  }

  /**
   * Reads all matching objects. A handle that is not valid when it is read belongs to an object
   * that others destroyed, or all handles have changed: a new search tells.
   */
  private static <T> List<T> readAll(Session session, Template which, Reading<T> reading)
      throws TokenException {
    for (int i = 1; ; i++) {
      List<T> read = new ArrayList<>();
      boolean someStale = false;
      for (long handle : session.findAll(which)) {
        try {
          reading.of(session, handle).ifPresent(read::add);
        } catch (TokenException e) {
          if (e.reaction() != Reaction.HANDLE_STALE) {
            throw e;
          }
          someStale = true;
        }
      }
      if (!someStale || i == SEARCHES) {
        return read;
      }
    }
  }

  private static Optional<ObjectInfo> object(Session session, long handle) throws TokenException {
    Map<Long, Object> values = session.read(handle, OF_OBJECTS);
    ObjectInfo.Kind kind = kind(values);
    switch (kind) {
      case PRIVATE_KEY -> {
        values.putAll(session.read(handle, OF_KEYS));
        values.putAll(session.read(handle, OF_PRIVATE_KEYS));
      }
      case PUBLIC_KEY -> {
        values.putAll(session.read(handle, OF_KEYS));
        values.putAll(session.read(handle, CKA_EC_POINT));
      }
      case SECRET_KEY -> {
        values.putAll(session.read(handle, CKA_KEY_TYPE, CKA_LOCAL));
        values.putAll(session.read(handle, OF_SECRET_KEYS));
      }
      case CERTIFICATE -> values.putAll(session.read(handle, CKA_CERTIFICATE_TYPE, CKA_VALUE));
      case OTHER -> {}
    }
    return Optional.of(info(kind, values));
  }

  private static ObjectInfo info(ObjectInfo.Kind kind, Map<Long, Object> values) {
    Optional<KeyType> type = type(values);
    Optional<byte[]> value =
        switch (kind) {
          case CERTIFICATE -> bytes(values, CKA_VALUE);
          case PUBLIC_KEY ->
              type.flatMap(
                  curve ->
                      bytes(values, CKA_EC_POINT)
                          .flatMap(point -> PublicPoints.decode(curve, point)));
          case PRIVATE_KEY, SECRET_KEY, OTHER -> Optional.empty();
        };
    return new ObjectInfo(
        kind, id(values), label(values), type, keyTypeName(values), flags(values), value);
  }

  // --- Private keys ---

  /** The private keys of known curves, with an id, whose public key can be had. */
  static List<PrivateKey> privateKeys(Session session, Template which) throws TokenException {
    return readAll(session, which, KeyReader::privateKey);
  }

  static Optional<PrivateKey> privateKey(Session session, long handle) throws TokenException {
    Map<Long, Object> values =
        session.read(
            handle,
            CKA_ID,
            CKA_LABEL,
            CKA_KEY_TYPE,
            CKA_EC_PARAMS,
            CKA_ALWAYS_AUTHENTICATE,
            CKA_SIGN,
            CKA_DERIVE);
    Optional<KeyId> id = id(values);
    Optional<KeyType> type = type(values);
    if (id.isEmpty() || type.isEmpty()) {
      return Optional.empty();
    }
    return publicKey(session, handle, id.get(), type.get())
        .map(
            point ->
                new PrivateKey(
                    id.get(),
                    label(values),
                    type.get(),
                    HexFormat.of().formatHex(point),
                    flags(values)));
  }

  /** Whether an object is a key of a curve. */
  static boolean isOf(Session session, long handle, KeyType type) throws TokenException {
    return type(session.read(handle, CKA_KEY_TYPE, CKA_EC_PARAMS)).equals(Optional.of(type));
  }

  /** Whether an object is an AES key. */
  static boolean isAes(Session session, long handle) throws TokenException {
    return Long.valueOf(CKK_AES).equals(session.read(handle, CKA_KEY_TYPE).get(CKA_KEY_TYPE));
  }

  /** From the public key, the certificate, or the private key itself, whichever is there. */
  private static Optional<byte[]> publicKey(
      Session session, long privateKey, KeyId id, KeyType type) throws TokenException {
    Set<String> points = new HashSet<>();
    for (long handle : session.find(ObjectHandles.template(id, CKO_PUBLIC_KEY))) {
      point(session, handle, type).map(HexFormat.of()::formatHex).ifPresent(points::add);
    }
    if (points.size() == 1) {
      return points.stream().map(HexFormat.of()::parseHex).findFirst();
    }
    if (points.size() > 1) {
      return ownPoint(session, privateKey, type); // Pairs share an id: theirs may be another's.
    }
    for (long handle : session.find(ObjectHandles.template(id, CKO_CERTIFICATE))) {
      Optional<byte[]> point =
          session.readBytes(handle, CKA_VALUE).flatMap(der -> certified(type, der));
      if (point.isPresent()) {
        return point;
      }
    }
    return ownPoint(session, privateKey, type);
  }

  private static Optional<byte[]> ownPoint(Session session, long privateKey, KeyType type)
      throws TokenException {
    Optional<byte[]> point = point(session, privateKey, type);
    if (point.isPresent()) {
      return point;
    }
    return session
        .readBytes(privateKey, CKA_PUBLIC_KEY_INFO)
        .flatMap(der -> PublicPoints.fromKeyInfo(type, der));
  }

  /** The public key that an object tells by its {@code CKA_EC_POINT}. */
  static Optional<byte[]> point(Session session, long handle, KeyType type) throws TokenException {
    return session
        .readBytes(handle, CKA_EC_POINT)
        .flatMap(point -> PublicPoints.decode(type, point));
  }

  private static Optional<byte[]> certified(KeyType type, byte[] der) {
    try {
      byte[] keyInfo =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der))
              .getPublicKey()
              .getEncoded();
      return PublicPoints.fromKeyInfo(type, keyInfo);
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  // --- AES keys ---

  static List<SecretKey> aesKeys(Session session, Template which) throws TokenException {
    return readAll(session, which, KeyReader::aesKey);
  }

  private static Optional<SecretKey> aesKey(Session session, long handle) throws TokenException {
    Map<Long, Object> values = session.read(handle, CKA_ID, CKA_LABEL, CKA_VALUE_LEN);
    return values.get(CKA_VALUE_LEN) instanceof Long length
        ? id(values).map(id -> new SecretKey(id, label(values), length.intValue()))
        : Optional.empty();
  }

  // --- Attributes ---

  private static ObjectInfo.Kind kind(Map<Long, Object> values) {
    Object objectClass = values.get(CKA_CLASS);
    for (ObjectInfo.Kind kind : EnumSet.complementOf(EnumSet.of(ObjectInfo.Kind.OTHER))) {
      if (Long.valueOf(objectClass(kind)).equals(objectClass)) {
        return kind;
      }
    }
    return ObjectInfo.Kind.OTHER;
  }

  private static Optional<KeyId> id(Map<Long, Object> values) {
    return bytes(values, CKA_ID).filter(id -> id.length > 0).map(KeyId::of);
  }

  private static String label(Map<Long, Object> values) {
    return values.get(CKA_LABEL) instanceof char[] text ? new String(text) : "";
  }

  private static Optional<KeyType> type(Map<Long, Object> values) {
    if (!(values.get(CKA_KEY_TYPE) instanceof Long keyType)) {
      return Optional.empty();
    }
    return bytes(values, CKA_EC_PARAMS).flatMap(params -> PublicPoints.curve(keyType, params));
  }

  private static String keyTypeName(Map<Long, Object> values) {
    return values.get(CKA_KEY_TYPE) instanceof Long keyType
        ? PKCS11Constants.ckkCodeToName(keyType).replaceFirst("^CKK_", "")
        : "";
  }

  private static Optional<byte[]> bytes(Map<Long, Object> values, long type) {
    return values.get(type) instanceof byte[] bytes ? Optional.of(bytes) : Optional.empty();
  }

  private static Set<ObjectInfo.Flag> flags(Map<Long, Object> values) {
    Set<ObjectInfo.Flag> flags = EnumSet.noneOf(ObjectInfo.Flag.class);
    for (ObjectInfo.Flag flag : ObjectInfo.Flag.values()) {
      if (Boolean.TRUE.equals(values.get(attribute(flag)))) {
        flags.add(flag);
      }
    }
    return Set.copyOf(flags);
  }

  private static long attribute(ObjectInfo.Flag flag) {
    return switch (flag) {
      case PRIVATE -> CKA_PRIVATE;
      case SENSITIVE -> CKA_SENSITIVE;
      case EXTRACTABLE -> CKA_EXTRACTABLE;
      case NEVER_EXTRACTABLE -> CKA_NEVER_EXTRACTABLE;
      case LOCAL -> CKA_LOCAL;
      case ALWAYS_AUTHENTICATE -> CKA_ALWAYS_AUTHENTICATE;
      case SIGN -> CKA_SIGN;
      case DERIVE -> CKA_DERIVE;
      case WRAP -> CKA_WRAP;
      case UNWRAP -> CKA_UNWRAP;
      case ENCRYPT -> CKA_ENCRYPT;
      case DECRYPT -> CKA_DECRYPT;
    };
  }
}
