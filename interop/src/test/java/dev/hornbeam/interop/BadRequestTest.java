package dev.hornbeam.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.hornbeam.interop.rpc.MLSClientGrpc;
import dev.hornbeam.interop.rpc.StateAuthRequest;
import dev.hornbeam.interop.script.Peer;
import dev.hornbeam.interop.script.Refusal;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method of the interface, with each field of a genuine request made wrong in turn. It is
 * refused with a reason, and nothing changes: the genuine request is answered afterwards. {@code
 * -Dhornbeam.interop.seed=N} has the same noise again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestTest {
  private final Servers servers = new Servers();

  /** What a request that is refused must leave as it is. */
  private record Snapshot(
      Optional<ByteString> alice, Optional<ByteString> bob, int ids, int keys) {}

  @BeforeAll
  void start() throws IOException {
    servers.and();
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  static List<String> methods() {
    return MLSClientGrpc.getServiceDescriptor().getMethods().stream()
        .map(MethodDescriptor::getBareMethodName)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void refusesWhatIsWrong(String method) {
    long seed = RandomScriptTest.seed();
    System.out.println(method + ": -D" + RandomScriptTest.SEED + "=" + seed);
    Random random = new Random(seed);
    Setting setting = new Setting(peer().calls());
    Message genuine = new GenuineRequests(setting).of(method);
    List<Damage.Damaged> wrong = damage(setting, random).of(genuine);
    for (int i = 0; i < wrong.size(); i++) {
      Damage.Damaged each = wrong.get(i);
      Snapshot before = snapshot(setting);
      try {
        call(method, each.request());
      } catch (StatusRuntimeException e) {
        Refusal.of(e);
        assertEquals(before, snapshot(setting), each::what);
        continue;
      }
      if (each.answer() == Damage.Answer.REFUSED) {
        fail(method + " was answered, with " + each.what());
      }
      setting = new Setting(peer().calls());
      genuine = new GenuineRequests(setting).of(method);
      wrong = damage(setting, random).of(genuine);
    }
    call(method, genuine);
  }

  private Peer peer() {
    return servers.peers().get(0);
  }

  private static Damage damage(Setting setting, Random random) {
    return new Damage(setting.oneOfEachKind(), setting.otherStructure(), random);
  }

  private Snapshot snapshot(Setting setting) {
    return new Snapshot(
        authenticator(setting.alice()),
        authenticator(setting.bob()),
        servers.ids(),
        servers.keys());
  }

  /** Of a state that there is; it goes when its member has moved to another group. */
  private Optional<ByteString> authenticator(int state) {
    try {
      return Optional.of(
          peer()
              .calls()
              .stateAuth(StateAuthRequest.newBuilder().setStateId(state).build())
              .getStateAuthSecret());
    } catch (StatusRuntimeException e) {
      assertEquals(Status.Code.NOT_FOUND, e.getStatus().getCode());
      return Optional.empty();
    }
  }

  @SuppressWarnings("unchecked") // All requests and answers are messages.
  private void call(String name, Message request) {
    MethodDescriptor<?, ?> method =
        MLSClientGrpc.getServiceDescriptor().getMethods().stream()
            .filter(each -> name.equals(each.getBareMethodName()))
            .findFirst()
            .orElseThrow();
    ClientCalls.blockingUnaryCall(
        peer().calls().getChannel(),
        (MethodDescriptor<Message, Message>) method,
        CallOptions.DEFAULT,
        request);
  }
}
