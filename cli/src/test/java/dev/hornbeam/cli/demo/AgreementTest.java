package dev.hornbeam.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.cli.demo.Agreement.Property;
import dev.hornbeam.cli.demo.Agreement.View;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgreementTest {
  private static View view(String name) {
    return new View(name, 7, Bytes.utf8("tree"), secret("authenticator"), secret("exported"));
  }

  private static View differing(String name, Property property) {
    View same = view(name);
    return switch (property) {
      case EPOCH -> new View(name, 8, same.treeHash(), same.authenticator(), same.exported());
      case TREE_HASH ->
          new View(name, 7, Bytes.utf8("other"), same.authenticator(), same.exported());
      case EPOCH_AUTHENTICATOR ->
          new View(name, 7, same.treeHash(), secret("Authenticator"), same.exported());
      case EXPORTED_SECRET ->
          new View(name, 7, same.treeHash(), same.authenticator(), secret("Exported"));
    };
  }

  private static Secret secret(String text) {
    return Secret.own(Bytes.utf8(text).toArray());
  }

  @Test
  void equalViewsAgree() {
    Agreement agreement = Agreement.among(List.of(view("alice"), view("bob"), view("carol")));
    assertTrue(agreement.holds());
    assertEquals(Set.of(), agreement.differing());
  }

  @ParameterizedTest
  @EnumSource
  void whoDiffersFromTheMostIsNamed(Property property) {
    for (int at = 0; at < 3; at++) {
      List<View> views = new ArrayList<>(List.of(view("alice"), view("bob"), view("carol")));
      String name = views.get(at).name();
      views.set(at, differing(name, property));
      Agreement agreement = Agreement.among(views);
      assertFalse(agreement.holds());
      assertEquals(Set.of(name), agreement.differing());
      for (Property each : Property.values()) {
        assertEquals(each == property ? List.of(name) : List.of(), agreement.differing(each));
      }
    }
  }

  @Test
  void ofTwoTheSecondOneDiffers() {
    Agreement agreement =
        Agreement.among(List.of(view("alice"), differing("bob", Property.TREE_HASH)));
    assertEquals(Set.of("bob"), agreement.differing());
  }
}
