package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hornbeam.pkcs11.KeyType;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSSE with token keys on both sides, each on a token of its own, the provider first or last. */
class TlsTest {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  private static TokenFixture tokens;
  private static HornbeamProvider server;
  private static HornbeamProvider client;

  @BeforeAll
  static void start() {
    tokens = TokenFixture.of("server", "client");
    server = tokens.provider("server", "server");
    client = tokens.provider("client", "client");
  }

  @AfterAll
  static void stop() {
    tokens.close();
  }

  @ParameterizedTest
  @CsvSource({
    "P256,P256,SunX509,last",
    "P384,P256,PKIX,last",
    "ED25519,P256,PKIX,last",
    "P256,ED25519,SunX509,first",
    "ED25519,ED25519,PKIX,first",
  })
  void bothSidesShowTokenKeys(KeyType serverType, KeyType clientType, String managers, String place)
      throws Exception {
    if (place.equals("first")) {
      Security.removeProvider(server.getName());
      Security.insertProviderAt(server, 1);
    }
    X509Certificate serverCertificate = enroll(server, serverType, "server");
    X509Certificate clientCertificate = enroll(client, clientType, "client");
    SSLContext serverSide = context(server, managers, clientCertificate);
    SSLContext clientSide = context(client, managers, serverCertificate);
    int objects = server.token().objects().size() + client.token().objects().size();

    try (SSLServerSocket listener =
        (SSLServerSocket)
            serverSide
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setNeedClientAuth(true);
      listener.setEnabledProtocols(new String[] {"TLSv1.3"});
      listener.setSoTimeout(TIMEOUT_MILLIS);
      CompletableFuture<Certificate> seen = CompletableFuture.supplyAsync(() -> echo(listener));
      try (SSLSocket socket =
          (SSLSocket)
              clientSide
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.getOutputStream().write(HELLO);
        assertArrayEquals(HELLO, socket.getInputStream().readNBytes(HELLO.length));
        SSLSession session = socket.getSession();
        assertEquals("TLSv1.3", session.getProtocol());
        assertEquals(serverCertificate, session.getPeerCertificates()[0]);
      }
      assertEquals(clientCertificate, seen.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
    }
    // The ephemeral keys were made elsewhere.
    assertEquals(objects, server.token().objects().size() + client.token().objects().size());
    assertEquals(0, server.token().sessions().leased());
  }

  private static Certificate echo(SSLServerSocket listener) {
    try (SSLSocket socket = (SSLSocket) listener.accept()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(socket.getInputStream().readNBytes(HELLO.length));
      return socket.getSession().getPeerCertificates()[0];
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A key and its certificate on a token, in the place of the last ones. */
  private static X509Certificate enroll(HornbeamProvider provider, KeyType type, String name)
      throws Exception {
    KeyStore store = TokenFixture.keyStore(provider);
    KeyPair pair = TokenFixture.generate(provider, type, "");
    X509Certificate certificate =
        Certificates.selfSigned(name, pair.getPublic(), pair.getPrivate());
    store.setKeyEntry(name, pair.getPrivate(), null, new Certificate[] {certificate});
    return certificate;
  }

  private static SSLContext context(
      HornbeamProvider provider, String managers, X509Certificate trusted) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(managers);
    keys.init(TokenFixture.keyStore(provider), null);
    KeyStore peers = KeyStore.getInstance("PKCS12");
    peers.load(null, null);
    peers.setCertificateEntry("peer", trusted);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(peers);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
