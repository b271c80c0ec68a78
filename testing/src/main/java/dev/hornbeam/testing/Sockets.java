package dev.hornbeam.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Free ports, and whether somebody listens. */
final class Sockets {
  private static final int TRIES = 100;

  private Sockets() {}

  /**
   * Finds a number of ports on the loopback interface, one after the other, that nobody listens on.
   * Somebody else may take them before the caller does.
   *
   * @param count how many
   * @return the first of them
   */
  static int freePorts(int count) {
    for (int i = 0; i < TRIES; i++) {
      int first = freePort();
      if (first + count <= 65536 && allFree(first + 1, count - 1)) {
        return first;
      }
    }
    throw new FixtureException("no " + count + " free ports in a row");
  }

  /**
   * @param port a port of the loopback interface
   * @return whether somebody listens there
   */
  static boolean listens(int port) {
    return connects(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /**
   * @param socket the path of a Unix socket
   * @return whether somebody listens there
   */
  static boolean listens(Path socket) {
    return connects(UnixDomainSocketAddress.of(socket));
  }

  private static boolean connects(SocketAddress address) {
    try (SocketChannel channel = SocketChannel.open(address)) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new FixtureException("no free port", e);
    }
  }

  private static boolean allFree(int first, int count) {
    return IntStream.range(first, first + count).allMatch(Sockets::isFree);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
