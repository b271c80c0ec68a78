package dev.hornbeam.faultp11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cases of the C test program, with AddressSanitizer and UBSan, each in a process of its own.
 */
class FaultModuleTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> cases() throws Exception {
    Path program = Native.built("test/faultp11-test");
    Path module = Native.built("test/faultp11.so");
    Path real = Native.softHsm();
    Command list = Command.run(folder, Map.of(), List.of(program.toString(), "--list"));
    assertEquals(0, list.exit(), list.output());
    List<String> names = list.output().lines().toList();
    assertTrue(names.size() > 30, list.output());
    return names.stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> run(program, module, real, name)));
  }

  private void run(Path program, Path module, Path real, String name) throws Exception {
    Path own = Files.createDirectory(folder.resolve(name));
    List<String> words = Stream.of(program, module, real, own, name).map(Object::toString).toList();
    Command command = Command.run(folder, Map.of(), words);
    assertEquals(0, command.exit(), command.output());
  }
}
