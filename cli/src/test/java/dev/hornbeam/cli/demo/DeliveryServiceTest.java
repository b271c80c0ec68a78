package dev.hornbeam.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.cli.demo.DeliveryService.Verdict;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import org.junit.jupiter.api.Test;

class DeliveryServiceTest {
  private final DeliveryService service = new DeliveryService(0);
  private final MlsClient client;
  private final Group group;

  DeliveryServiceTest() throws Exception {
    client =
        MlsClient.builder(CipherSuite.X25519_AES128GCM_SHA256_ED25519)
            .credential(Credential.basic("alice"))
            .build();
    group = client.createGroup(GroupId.random());
  }

  @Test
  void oneCommitIsTakenForEachEpoch() throws Exception {
    Bytes first = group.commit().stage().message();
    Bytes second = group.commit().stage().message();
    Bytes proposal = group.propose().update();
    assertEquals(Verdict.TAKEN, service.send(first));
    assertEquals(Verdict.REFUSED, service.send(second));
    assertEquals(Verdict.REFUSED, service.send(proposal));
    assertEquals(1, service.size());
    assertEquals(first, service.message(0));
  }

  @Test
  void heldMessagesComeInReverseOrderAfterTheRest() throws Exception {
    Bytes before = group.protect(Bytes.utf8("0"));
    Bytes one = group.protect(Bytes.utf8("1"));
    Bytes two = group.protect(Bytes.utf8("2"));
    Bytes commit = group.commit().stage().message();
    service.send(before);
    service.hold();
    service.send(one);
    service.send(two);
    service.send(commit);
    assertEquals(2, service.size());
    service.releaseReversed();
    assertEquals(4, service.size());
    assertEquals(commit, service.message(1));
    assertEquals(two, service.message(2));
    assertEquals(one, service.message(3));
  }

  @Test
  void whatIsForNoGroupIsNotTaken() throws Exception {
    Bytes keyPackage = client.newKeyPackage();
    assertThrows(IllegalArgumentException.class, () -> service.send(keyPackage));
    assertThrows(MalformedMessage.class, () -> service.send(Bytes.utf8("hello")));
  }
}
