package dev.hornbeam.interop.script;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.interop.rpc.FreeRequest;
import dev.hornbeam.interop.rpc.MLSClientGrpc;
import dev.hornbeam.interop.rpc.MLSClientGrpc.MLSClientBlockingStub;
import dev.hornbeam.interop.rpc.SupportedCiphersuitesRequest;
import dev.hornbeam.mls.types.CipherSuite;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** A server that answers for some of the actors, and the ids of it that are in use. */
public final class Peer implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;
  private static final int LONGEST_MESSAGE = 16 << 20;

  /** Where a server's private keys live. */
  public enum Custody {
    /** They are told to whoever asks. */
    SOFTWARE,
    /** They do not leave it. */
    TOKEN
  }

  private final ManagedChannel channel;
  private final Custody custody;
  private final Set<CipherSuite> suites = EnumSet.noneOf(CipherSuite.class);
  private final Set<Integer> ids = new TreeSet<>();

  private Peer(ManagedChannel channel, Custody custody) {
    this.channel = channel;
    this.custody = custody;
  }

  /** Connects to a server of this machine. */
  public static Peer at(int port, Custody custody) {
    Peer peer =
        new Peer(
            NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(LONGEST_MESSAGE)
                .build(),
            custody);
    peer.calls()
        .supportedCiphersuites(SupportedCiphersuitesRequest.getDefaultInstance())
        .getCiphersuitesList()
        .forEach(code -> peer.suites.add(CipherSuite.of(code).orElseThrow()));
    return peer;
  }

  /** For one call, which fails if it takes too long. */
  public MLSClientBlockingStub calls() {
    return MLSClientGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Where its private keys live. */
  Custody custody() {
    return custody;
  }

  /** The cipher suites that it has. */
  public Set<CipherSuite> suites() {
    return suites;
  }

  /** A call gave out an id, which no other thing may have. */
  int opened(int id) {
    assertTrue(id != 0 && ids.add(id), () -> "not a new id: " + id);
    return id;
  }

  /** A call used up an id. */
  void closed(int id) {
    assertTrue(ids.remove(id), () -> "not an id in use: " + id);
  }

  /** Lets one thing go. */
  void free(int id) {
    closed(id);
    calls().free(FreeRequest.newBuilder().setStateId(id).build());
  }

  /** The ids of all that there must be on the server now. */
  public Set<Integer> ids() {
    return ids;
  }

  /** Lets all go that there is. */
  public void freeAll() {
    List.copyOf(ids).forEach(this::free);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
