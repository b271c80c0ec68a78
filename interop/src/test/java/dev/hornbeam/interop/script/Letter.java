package dev.hornbeam.interop.script;

import com.google.protobuf.ByteString;

/** A message of the application, and what those who decrypt it must find. */
public record Letter(
    String sender, ByteString authenticatedData, ByteString text, ByteString ciphertext) {}
