package dev.hornbeam.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NssSoftoknTest {
  @Test
  void anOutsiderMakesListsAndDeletesKeys() {
    try (NssSoftokn nss = NssSoftokn.start()) {
      assertTrue(Files.exists(NssSoftokn.library()));
      assertEquals(List.of(), nss.privateKeys());

      nss.generate("nistp256");
      List<String> keys = nss.privateKeys();
      assertEquals(1, keys.size());

      nss.delete(keys.get(0));
      assertEquals(List.of(), nss.privateKeys());
    }
  }

  @Test
  void theDatabaseIsWhereTheArgumentsSay() {
    Path folder;
    try (NssSoftokn nss = NssSoftokn.start()) {
      folder = nss.database();
      assertTrue(nss.initArguments().contains("'sql:" + folder + "'"), nss.initArguments());
      assertTrue(Files.exists(folder.resolve("key4.db")));
      nss.deleteDatabase();
      assertFalse(Files.exists(folder.resolve("key4.db")));
    }
    assertFalse(Files.exists(folder));
  }
}
