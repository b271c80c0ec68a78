package dev.hornbeam.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import jdk.net.ExtendedSocketOptions;

/**
 * A card in the virtual reader vpcd: one connection, from the moment that the card is put in until
 * it is pulled. Each message is a length of two bytes and that many bytes: one byte is a signal of
 * the reader, more are a command for the card.
 */
final class CardReader implements AutoCloseable {
  /**
   * The answer to reset of a YubiKey 5, which OpenSC knows to have elliptic curve keys: T=1, and
   * its name in the historical bytes.
   */
  private static final byte[] ANSWER_TO_RESET =
      HexFormat.of().parseHex("3bfd1300008131fe158073c021c057597562694b657940");

  private static final int POWER_OFF = 0;
  private static final int POWER_ON = 1;
  private static final int RESET = 2;
  private static final int SEND_ANSWER_TO_RESET = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PivCard card;
  private final Socket socket;
  private final Thread thread;

  private CardReader(PivCard card, Socket socket) {
    this.card = card;
    this.socket = socket;
    this.thread = new Thread(this::serve, "card in port " + socket.getPort());
    thread.setDaemon(true);
  }

  /**
   * Puts the card in. The reader finds it when it next looks.
   *
   * @throws FixtureException if no reader listens
   */
  static CardReader insert(PivCard card, int port) {
    try {
      CardReader reader = new CardReader(card, new Socket(InetAddress.getLoopbackAddress(), port));
      reader.thread.start();
      return reader;
    } catch (IOException e) {
      throw new FixtureException("no reader listens on port " + port, e);
    }
  }

  /** Pulls the card, and waits until the reader has hung up. */
  @Override
  public void close() {
    try {
      // The reader finds the end when it next looks, and hangs up, which ends the thread.
      socket.shutdownOutput();
      thread.join(PATIENCE.toMillis());
      socket.close();
    } catch (IOException e) {
      throw new FixtureException("pulling the card", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      while (true) {
        // vpcd sends length and message apart, and the second waits for the first one's
        // acknowledgement.
        socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        byte[] message = in.readNBytes(in.readUnsignedShort());
        if (message.length == 1) {
          signal(message[0], out);
        } else {
          send(out, card.transmit(message));
        }
      }
    } catch (IOException e) {
      // The end of the connection, from this side or the other: the card is out.
      card.reset();
    }
  }

  private void signal(int signal, DataOutputStream out) throws IOException {
    switch (signal) {
      case POWER_ON, RESET, POWER_OFF -> card.reset();
      case SEND_ANSWER_TO_RESET -> send(out, ANSWER_TO_RESET);
      default -> throw new IOException("signal " + signal);
    }
  }

  private static void send(DataOutputStream out, byte[] answer) throws IOException {
    byte[] message = new byte[2 + answer.length];
    message[0] = (byte) (answer.length >> 8);
    message[1] = (byte) answer.length;
    System.arraycopy(answer, 0, message, 2, answer.length);
    out.write(message);
    out.flush();
  }
}
