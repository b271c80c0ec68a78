package dev.hornbeam.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CommitRequest;
import dev.hornbeam.interop.rpc.FreeRequest;
import dev.hornbeam.interop.rpc.HandlePendingCommitRequest;
import dev.hornbeam.interop.rpc.MLSClientGrpc.MLSClientBlockingStub;
import dev.hornbeam.interop.rpc.ProtectRequest;
import dev.hornbeam.interop.rpc.StateAuthRequest;
import dev.hornbeam.interop.rpc.UnprotectRequest;
import dev.hornbeam.interop.script.Peer;
import dev.hornbeam.interop.script.Refusal;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ids name, for how long, and who may use it at the same time. */
class SessionsTest {
  private static final int THREADS = 8;

  private final CountedKeys keys = new CountedKeys();
  private final List<AutoCloseable> toClose = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (int i = toClose.size() - 1; i >= 0; i--) {
      toClose.get(i).close();
    }
    assertEquals(0, keys.alive(), "keys of a server that has ended");
  }

  private InteropServer start(int ids) throws IOException {
    InteropServer server =
        InteropServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), keys.place(), ids);
    toClose.add(server);
    return server;
  }

  private MLSClientBlockingStub calls(InteropServer server) {
    Peer peer = Peer.at(server.port(), Peer.Custody.SOFTWARE);
    toClose.add(peer);
    return peer.calls();
  }

  private static int group(MLSClientBlockingStub calls) {
    return calls.createGroup(Setting.group("group")).getStateId();
  }

  private static void ask(MLSClientBlockingStub calls, int state) {
    calls.stateAuth(StateAuthRequest.newBuilder().setStateId(state).build());
  }

  private static void free(MLSClientBlockingStub calls, int id) {
    calls.free(FreeRequest.newBuilder().setStateId(id).build());
  }

  @Test
  void whatWasUsedLeastRecentlyMakesRoom() throws Exception {
    InteropServer server = start(3);
    MLSClientBlockingStub calls = calls(server);
    int first = group(calls);
    int second = group(calls);
    int third = group(calls);
    int keysOfThree = keys.alive();
    ask(calls, first);
    int fourth = group(calls);
    StatusRuntimeException gone =
        assertThrows(StatusRuntimeException.class, () -> ask(calls, second));
    assertEquals(Status.Code.NOT_FOUND, Refusal.of(gone));
    assertTrue(String.valueOf(gone.getMessage()).contains("at most 3"), gone::getMessage);
    ask(calls, third);
    ask(calls, fourth);
    ask(calls, first);
    assertEquals(3, server.ids());
    assertEquals(keysOfThree, keys.alive());
  }

  @Test
  void oneIdIsEnoughForWhoNeedsNoMore() throws Exception {
    InteropServer server = start(1);
    MLSClientBlockingStub calls = calls(server);
    int last = 0;
    for (int i = 0; i < 5; i++) {
      last = group(calls);
      ask(calls, last);
    }
    assertEquals(1, server.ids());
    assertThrows(IllegalArgumentException.class, () -> start(0));
  }

  @Test
  void freeingTakesAnIdThatWasGivenOut() throws Exception {
    InteropServer server = start(2);
    MLSClientBlockingStub calls = calls(server);
    int state = group(calls);
    free(calls, state);
    assertEquals(0, server.ids());
    assertEquals(0, keys.alive());
    free(calls, state);
    assertEquals(Status.Code.NOT_FOUND, Refusal.of(() -> ask(calls, state)));
    assertEquals(Status.Code.NOT_FOUND, Refusal.of(() -> free(calls, state + 1)));
    assertTrue(group(calls) > state, "an id is not used twice");
  }

  @Test
  void callsOnOneIdWaitForEachOther() throws Exception {
    MLSClientBlockingStub calls = calls(start(InteropServer.IDS));
    Setting setting = new Setting(calls);
    List<ByteString> messages =
        atOnce(
            4 * THREADS,
            () ->
                calls
                    .protect(
                        ProtectRequest.newBuilder()
                            .setStateId(setting.alice())
                            .setPlaintext(Setting.utf8("text"))
                            .build())
                    .getCiphertext());
    assertEquals(messages.size(), new HashSet<>(messages).size());
    for (ByteString each : messages) {
      assertEquals(
          Setting.utf8("text"),
          calls
              .unprotect(
                  UnprotectRequest.newBuilder()
                      .setStateId(setting.bob())
                      .setCiphertext(each)
                      .build())
              .getPlaintext());
    }
  }

  @Test
  void onlyOneOfManyAcceptsACommit() throws Exception {
    MLSClientBlockingStub calls = calls(start(InteropServer.IDS));
    Setting setting = new Setting(calls);
    calls.commit(CommitRequest.newBuilder().setStateId(setting.alice()).build());
    HandlePendingCommitRequest accept =
        HandlePendingCommitRequest.newBuilder().setStateId(setting.alice()).build();
    List<Boolean> accepted =
        atOnce(THREADS, () -> answers(() -> calls.handlePendingCommit(accept)));
    assertEquals(1, accepted.stream().filter(each -> each).count());
  }

  @Test
  void callsDuringAFreeingAreAnsweredOrRefused() throws Exception {
    InteropServer server = start(InteropServer.IDS);
    MLSClientBlockingStub calls = calls(server);
    Setting setting = new Setting(calls);
    int before = server.ids();
    List<Boolean> answered =
        atOnce(
            4 * THREADS,
            () ->
                answers(
                    () -> {
                      ask(calls, setting.alice());
                      free(calls, setting.alice());
                    }));
    assertTrue(answered.contains(true));
    assertEquals(before - 1, server.ids());
    ask(calls, setting.bob());
  }

  /** Tells whether a call is answered; if not, it must be refused as it ought to be. */
  private static boolean answers(Runnable call) {
    try {
      call.run();
      return true;
    } catch (StatusRuntimeException e) {
      Refusal.of(e);
      return false;
    }
  }

  private static <T> List<T> atOnce(int times, Callable<T> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> each : threads.invokeAll(Collections.nCopies(times, call))) {
        results.add(each.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
