package dev.hornbeam.interop.script;

import com.google.protobuf.ByteString;

/**
 * Who acts in a script.
 *
 * @param name also the identity of all credentials
 * @param peer the server that answers for this actor
 */
record Actor(String name, Peer peer) {
  ByteString identity() {
    return ByteString.copyFromUtf8(name);
  }
}
