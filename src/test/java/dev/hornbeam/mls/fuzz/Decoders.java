package dev.hornbeam.mls.fuzz;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.GroupSecrets;
import dev.hornbeam.mls.testing.RepeatableRandom;
import dev.hornbeam.mls.tree.Node;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Extensions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything in the engine that makes something of bytes, found in its compiled classes, so that
 * none can be forgotten: static methods that take a reader, or are called {@code decode}, or read
 * an extension. Private ones count, since stored bytes are read by them.
 */
final class Decoders {
  private static final Set<Class<?>> SUPPLIED =
      Set.of(
          TlsReader.class,
          Bytes.class,
          Secret.class,
          Extensions.class,
          SuiteCrypto.class,
          ContentType.class);

  /** Steps of {@code importGroup}, which has a target of its own. */
  private static final Set<String> PARTS = Set.of("GroupArchive.readContent", "GroupArchive.load");

  /** Refused as an argument: not of this source. */
  private static final String KEY_REFERENCE = "SoftwareKeySource$Parts.decode";

  private static final SuiteCrypto CRYPTO =
      SuiteCrypto.of(
          CipherSuite.X25519_AES128GCM_SHA256_ED25519,
          CryptoProfile.portable(),
          new RepeatableRandom(1));

  /** In the order of their names. */
  static final List<Decoder> ALL = find();

  private Decoders() {}

  /** One of them. */
  record Decoder(String name, Method method) {
    /** Whether a byte that names a content type comes before what is decoded. */
    private boolean hasContentType() {
      return Arrays.asList(method.getParameterTypes()).contains(ContentType.class);
    }

    /**
     * Decodes bytes to their last.
     *
     * @throws MlsException if the decoder refuses them
     */
    Object decode(Bytes input) throws MlsException {
      TlsReader r = new TlsReader(input);
      Optional<ContentType> type =
          hasContentType() ? Optional.of(ContentType.decode(r)) : Optional.empty();
      List<Object> arguments = new ArrayList<>();
      for (Class<?> parameter : method.getParameterTypes()) {
        if (parameter == TlsReader.class) {
          arguments.add(r);
        } else if (parameter == Bytes.class) {
          arguments.add(r.rest(""));
        } else if (parameter == Secret.class) {
          arguments.add(Secret.own(r.rest("").toArray()));
        } else if (parameter == Extensions.class) {
          arguments.add(Extensions.decode(r));
        } else if (parameter == ContentType.class) {
          arguments.add(type.orElseThrow());
        } else {
          arguments.add(CRYPTO);
        }
      }
      Object value = call(arguments);
      if (value instanceof GroupInfo info) {
        info.externalPub();
      }
      r.finish();
      return value;
    }

    private Object call(List<Object> arguments) throws MlsException {
      try {
        return method.invoke(null, arguments.toArray());
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof MlsException refused) {
          throw refused;
        }
        if (e.getCause() instanceof IllegalArgumentException && name.equals(KEY_REFERENCE)) {
          throw new MalformedMessage(name, 0, "refused as an argument");
        }
        if (e.getCause() instanceof RuntimeException bug) {
          throw bug;
        }
        throw new AssertionError(name, e.getCause());
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }

    /** The encoding of what was decoded, if it has one and only one. */
    Optional<Bytes> encode(Object value) {
      TlsWriter w = new TlsWriter();
      if (hasContentType()) {
        return Optional.empty();
      }
      if (value instanceof Node node && method.getName().equals("decodeTagged")) {
        node.encodeTagged(w);
      } else if (value instanceof Wire wire) {
        wire.encode(w);
      } else if (value instanceof GroupSecrets secrets) {
        w.raw(Bytes.own(secrets.encoded().expose()));
      } else if (value instanceof RatchetTree tree) {
        w.raw(tree.encoded());
      } else {
        return Optional.empty();
      }
      return Optional.of(w.toBytes());
    }
  }

  private static boolean isDecoder(Method method) {
    List<Class<?>> parameters = Arrays.asList(method.getParameterTypes());
    boolean reads =
        method.getName().startsWith("decode")
            || parameters.contains(TlsReader.class)
            || (parameters.contains(Extensions.class) && refuses(method));
    return Modifier.isStatic(method.getModifiers())
        && !method.isSynthetic()
        && reads
        && method.getDeclaringClass() != TlsReader.class
        && !PARTS.contains(name(method));
  }

  private static boolean refuses(Method method) {
    return Arrays.asList(method.getExceptionTypes()).contains(MalformedMessage.class)
        && method.getParameterCount() == 1;
  }

  private static String name(Method method) {
    String type = method.getDeclaringClass().getName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + method.getName();
  }

  private static List<Decoder> find() {
    List<Decoder> decoders = new ArrayList<>();
    for (Class<?> type : classes()) {
      for (Method method : type.getDeclaredMethods()) {
        if (isDecoder(method)) {
          if (!SUPPLIED.containsAll(List.of(method.getParameterTypes()))) {
            throw new AssertionError("how is this decoder to be called? " + method);
          }
          method.setAccessible(true);
          decoders.add(new Decoder(name(method), method));
        }
      }
    }
    decoders.sort(
        Comparator.comparing(Decoder::name).thenComparing(each -> each.method().toString()));
    return List.copyOf(decoders);
  }

  private static List<Class<?>> classes() {
    try {
      Path root =
          Path.of(TlsReader.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(root.resolve("dev/hornbeam/mls"))) {
        return files
            .map(file -> root.relativize(file).toString())
            .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
            .map(file -> file.substring(0, file.length() - 6).replace('/', '.'))
            .<Class<?>>map(Decoders::load)
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Decoders.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
