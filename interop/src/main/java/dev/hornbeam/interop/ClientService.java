package dev.hornbeam.interop;

import dev.hornbeam.interop.rpc.MLSClientGrpc;
import dev.hornbeam.interop.rpc.NameRequest;
import dev.hornbeam.interop.rpc.NameResponse;
import io.grpc.stub.StreamObserver;

/** The calls of the interface. */
final class ClientService extends MLSClientGrpc.MLSClientImplBase {
  ClientService(KeyPlace keys, Sessions sessions) {}

  @Override
  public void name(NameRequest request, StreamObserver<NameResponse> answer) {
    answer.onNext(NameResponse.newBuilder().setName("Hornbeam").build());
    answer.onCompleted();
  }
}
