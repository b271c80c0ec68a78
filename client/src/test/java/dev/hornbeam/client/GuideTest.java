package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.testing.SoftHsm;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the guide to tokens compiles and runs. */
class GuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "tokens.md");
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static final String CLASS =
      """
      import dev.hornbeam.client.*;
      import dev.hornbeam.mls.*;
      import dev.hornbeam.mls.types.*;
      import dev.hornbeam.pkcs11.*;
      import dev.hornbeam.provider.*;
      import java.nio.file.Path;
      import java.security.Security;
      import java.util.concurrent.Callable;

      public final class Example implements Callable<String> {
        public String call() throws Exception {
          Path pin = Path.of(System.getProperty("guide.pin"));
      EXAMPLE
          String said = group.epoch() + " " + keys.custody(KeySource.Purpose.LEAF).kind();
          keys.close();
          token.close();
          module.close();
          return said;
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void exampleRuns() throws Exception {
    compile(CLASS.replace("EXAMPLE", example()));
    Path pin = folder.resolve("pin");
    try (SoftHsm hsm = SoftHsm.inThisJvm("alice");
        var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Files.writeString(pin, hsm.token("alice").pin());
      System.setProperty("guide.pin", pin.toString());
      Callable<?> example =
          (Callable<?>) loader.loadClass("Example").getDeclaredConstructor().newInstance();
      assertEquals("1 TOKEN", example.call());
    } finally {
      System.clearProperty("guide.pin");
      Security.removeProvider("Hornbeam-alice");
    }
  }

  private static String example() throws Exception {
    Matcher matcher = JAVA.matcher(Files.readString(GUIDE));
    assertTrue(matcher.find(), "the guide has no example");
    return matcher.group(1);
  }

  private void compile(String source) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    StringWriter out = new StringWriter();
    List<String> options =
        List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
    assertTrue(
        compiler.getTask(out, null, null, options, null, List.of(file)).call(), out::toString);
  }
}
