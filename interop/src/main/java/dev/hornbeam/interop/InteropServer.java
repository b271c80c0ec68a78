package dev.hornbeam.interop;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC server of {@code mls_client.MLSClient}: a peer for the interop runner of the MLS working
 * group. Whoever reaches it can do all that its clients can, and is given private keys that are in
 * software: it is for tests only.
 *
 * <p>Safe for use by several threads.
 */
public final class InteropServer implements AutoCloseable {
  /** How many ids a server keeps, unless told otherwise. */
  public static final int IDS = 4096;

  private static final int LONGEST_MESSAGE = 16 << 20;
  private static final int PATIENCE_SECONDS = 5;
  private static final Duration PATIENCE_WITH_KEYS = Duration.ofSeconds(20);

  private final Server server;
  private final ClientService service;
  private final Sessions sessions;

  private InteropServer(Server server, ClientService service, Sessions sessions) {
    this.server = server;
    this.service = service;
    this.sessions = sessions;
  }

  /**
   * Starts a server.
   *
   * @param address with port 0 for any that is free
   * @param keys where the keys of all clients live; stays the caller's
   * @param ids how many states, key packages and other things with an id are kept at most, from 1:
   *     one more takes the place of the one that was used least recently
   * @throws IOException if the address is not free
   */
  public static InteropServer start(InetSocketAddress address, KeyPlace keys, int ids)
      throws IOException {
    Sessions sessions = new Sessions(ids);
    ClientService service = new ClientService(keys, sessions);
    Server server =
        NettyServerBuilder.forAddress(address)
            .addService(service)
            .maxInboundMessageSize(LONGEST_MESSAGE)
            .build()
            .start();
    return new InteropServer(server, service, sessions);
  }

  /** Where it listens. */
  public int port() {
    return server.getPort();
  }

  /** How many states, key packages and other things with an id there are now. */
  int ids() {
    return sessions.size();
  }

  /**
   * Takes no more calls, lets those under way end, and destroys the keys of all clients. One that
   * does not end in time is on its own. Calling it again does nothing.
   */
  @Override
  public void close() {
    if (server.isShutdown()) {
      return;
    }
    server.shutdown();
    try {
      if (!server.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow().awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      service.end(PATIENCE_WITH_KEYS);
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    sessions.close();
  }
}
