/** A gRPC server by which the interop runner of the MLS working group drives this engine. */
@org.jspecify.annotations.NullMarked
package dev.hornbeam.interop;
