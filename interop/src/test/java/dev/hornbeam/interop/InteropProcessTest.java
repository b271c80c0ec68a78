package dev.hornbeam.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.hornbeam.cli.Main;
import dev.hornbeam.client.Custody;
import dev.hornbeam.interop.rpc.CreateGroupRequest;
import dev.hornbeam.interop.rpc.CreateKeyPackageRequest;
import dev.hornbeam.interop.rpc.MLSClientGrpc;
import dev.hornbeam.interop.rpc.NameRequest;
import dev.hornbeam.interop.rpc.NameResponse;
import dev.hornbeam.interop.rpc.SupportedCiphersuitesRequest;
import dev.hornbeam.testing.ForkedJvm;
import dev.hornbeam.testing.ListedObject;
import dev.hornbeam.testing.Outcome;
import dev.hornbeam.testing.RunningProgram;
import dev.hornbeam.testing.SoftHsm;
import dev.hornbeam.testing.Workspace;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The command in a process of its own, which a signal ends. */
class InteropProcessTest {
  private static final int TERMINATED = 128 + 15;
  private static final int SUITE = 2; // SoftHSM keeps its keys, and wraps them too.
  private static final Pattern LISTENING =
      Pattern.compile(
          "Listening on 127\\.0\\.0\\.1:(\\d+), keys ([^;]+); suites ([1-7 ]+)\\. Ctrl-C ends it\\.\n");

  /** A server that listens, and a connection to it. */
  private static final class Running implements AutoCloseable {
    private final RunningProgram program;
    private final Matcher line;
    private final ManagedChannel channel;

    Running(ForkedJvm jvm, String... options) {
      List<String> arguments = new ArrayList<>(List.of("interop", "--port", "0"));
      arguments.addAll(List.of(options));
      program = jvm.arguments(arguments.toArray(String[]::new)).start();
      program.awaitOutput("\n");
      line = LISTENING.matcher(program.stdout());
      assertTrue(line.matches(), program.stdout());
      channel =
          ManagedChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(line.group(1)))
              .usePlaintext()
              .build();
    }

    MLSClientGrpc.MLSClientBlockingStub calls() {
      return MLSClientGrpc.newBlockingStub(channel);
    }

    /** Makes a group and a key package, so that there are keys of each purpose. */
    void makeKeys() {
      ByteString name = ByteString.copyFromUtf8("alice");
      calls()
          .createGroup(
              CreateGroupRequest.newBuilder()
                  .setGroupId(ByteString.copyFromUtf8("group"))
                  .setCipherSuite(SUITE)
                  .setIdentity(name)
                  .build());
      calls()
          .createKeyPackage(
              CreateKeyPackageRequest.newBuilder().setCipherSuite(SUITE).setIdentity(name).build());
    }

    ProcessHandle process() {
      return ProcessHandle.of(program.pid()).orElseThrow();
    }

    /** Ends it as {@code kill} does, and sees to its end. */
    void terminate() {
      assertTrue(process().destroy());
      Outcome outcome = program.finish();
      assertEquals(TERMINATED, outcome.exitCode(), outcome::toString);
      assertEquals(line.group() + "Stopped.\n", outcome.stdout());
      assertEquals("", outcome.stderr());
    }

    @Override
    public void close() {
      channel.shutdownNow();
      program.close();
    }
  }

  @Test
  void itListensAndStops() {
    try (Running server = new Running(ForkedJvm.of(Main.class))) {
      assertEquals("in software", server.line.group(2));
      assertEquals("1 2 3 4 5 6 7", server.line.group(3));
      assertNotEquals("0", server.line.group(1));
      assertEquals("Hornbeam", server.calls().name(NameRequest.getDefaultInstance()).getName());
      assertEquals(
          List.of(1, 2, 3, 4, 5, 6, 7),
          server
              .calls()
              .supportedCiphersuites(SupportedCiphersuitesRequest.getDefaultInstance())
              .getCiphersuitesList());
      server.terminate();
    }
  }

  /** The request of this call never comes, so the call goes on until it is cut off. */
  @Test
  void aCallUnderWayDoesNotKeepItFromStopping() throws Exception {
    MethodDescriptor<NameRequest, NameResponse> method =
        MLSClientGrpc.getNameMethod().toBuilder()
            .setType(MethodDescriptor.MethodType.CLIENT_STREAMING) // which sends no request at once
            .build();
    try (Running server = new Running(ForkedJvm.of(Main.class))) {
      CompletableFuture<Status> ended = new CompletableFuture<>();
      ClientCall<NameRequest, NameResponse> call =
          server.channel.newCall(method, CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<NameResponse>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              ended.complete(status);
            }
          },
          new Metadata());
      // On the same connection, and so after that call.
      assertEquals("Hornbeam", server.calls().name(NameRequest.getDefaultInstance()).getName());
      assertFalse(ended.isDone());
      server.terminate();
      assertFalse(ended.get(30, TimeUnit.SECONDS).isOk());
    }
  }

  @Test
  void aFreshTokenIsMadeAndDeleted() throws Exception {
    try (Workspace temporary = Workspace.create("interop");
        Running server =
            new Running(
                ForkedJvm.of(Main.class).options("-Djava.io.tmpdir=" + temporary.path()),
                "--keys",
                "token")) {
      assertEquals("on token \"hornbeam-interop\"", server.line.group(2));
      assertEquals("1 2 3 4 5 6 7", server.line.group(3));
      assertEquals(1, tokenFolders(temporary).size());
      server.makeKeys();
      List<ProcessHandle> others = server.process().descendants().toList();
      assertEquals(1, others.size(), others::toString);
      server.terminate();
      assertFalse(others.get(0).isAlive());
      assertEquals(List.of(), tokenFolders(temporary));
    }
  }

  private static List<Path> tokenFolders(Workspace temporary) throws IOException {
    try (Stream<Path> paths = Files.list(temporary.path())) {
      return paths
          .filter(path -> path.getFileName().toString().startsWith("hornbeam-interop-"))
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TOKEN", "WRAPPED"})
  void noKeyIsLeftOnATokenOfSomeoneElse(Custody.Kind custody) {
    boolean wrapped = custody == Custody.Kind.WRAPPED;
    try (SoftHsm hsm = SoftHsm.start("theirs");
        Workspace files = Workspace.create("interop")) {
      hsm.tool("theirs").generate("EC:prime256v1", "their key", "0a0b");
      List<ListedObject> before = hsm.tool("theirs").objects();
      Path pin = files.write("pin", hsm.token("theirs").pin() + "\n");
      try (Running server =
          new Running(
              ForkedJvm.of(Main.class).with(hsm.environment()),
              "--keys=token",
              "--custody=" + custody,
              "--module=" + SoftHsm.library(),
              "--token-label=theirs",
              "--pin-file=" + pin)) {
        assertEquals((wrapped ? "wrapped by" : "on") + " token \"theirs\"", server.line.group(2));
        assertTrue(server.line.group(3).contains(Integer.toString(SUITE)), server.line::group);
        server.makeKeys();
        assertEquals(wrapped ? 1 : 1 + 5, privateKeys(hsm.tool("theirs").objects()).size());
        server.terminate();
      }
      List<ListedObject> after = new ArrayList<>(hsm.tool("theirs").objects());
      assertEquals(privateKeys(before), privateKeys(after));
      assertEquals(wrapped, after.removeIf(object -> object.label().equals("hornbeam-wrap")));
      assertEquals(before, after);
    }
  }

  private static List<ListedObject> privateKeys(List<ListedObject> objects) {
    return objects.stream().filter(object -> object.kind().equals("Private Key Object")).toList();
  }
}
