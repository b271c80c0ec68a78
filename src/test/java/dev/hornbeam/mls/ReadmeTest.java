package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README compiles against what the engine's module exports, and runs. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static final String MODULE =
      "module readme { requires dev.hornbeam.mls; exports readme; }";

  /** Says whether the two members of the example came to the same epoch. */
  private static final String CLASS =
      """
      package readme;

      import static java.nio.charset.StandardCharsets.UTF_8;

      import dev.hornbeam.mls.*;
      import dev.hornbeam.mls.codec.*;
      import dev.hornbeam.mls.types.*;
      import java.util.concurrent.Callable;

      public final class Example implements Callable<String> {
        public String call() throws Exception {
      %s
          return a.epoch() + " " + b.epoch() + " " + a.treeHash().equals(b.treeHash());
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void exampleRuns() throws Exception {
    compile(List.of(source("module-info", MODULE), source("readme/Example", example())));
    try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Object made = loader.loadClass("readme.Example").getConstructor().newInstance();
      assertEquals("2 2 true", ((Callable<?>) made).call());
    }
  }

  private static String example() throws IOException {
    Matcher blocks = JAVA.matcher(Files.readString(README));
    assertTrue(blocks.find(), "the README has an example");
    String example = blocks.group(1);
    assertTrue(example.lines().count() <= 25, "the example is short");
    assertTrue(example.lines().allMatch(line -> line.length() <= 100), "its lines are short");
    return CLASS.formatted(example);
  }

  private void compile(List<JavaFileObject> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String modules =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry ->
                    entry.endsWith(".jar") || Files.exists(Path.of(entry, "module-info.class")))
            .collect(Collectors.joining(File.pathSeparator));
    StringWriter messages = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-d", folder.toString(), "--module-path", modules),
                null,
                sources)
            .call();
    assertTrue(compiled, messages.toString());
  }

  private static JavaFileObject source(String name, String text) {
    URI uri = URI.create("string:///" + name + JavaFileObject.Kind.SOURCE.extension);
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
