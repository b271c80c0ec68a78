package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The public API is this set of types, and the module exports no other package. */
class PublicApiTest {
  private static final Map<String, Set<String>> API =
      Map.ofEntries(
          Map.entry(
              "dev.hornbeam.mls",
              Set.of(
                  "Change",
                  "CommitBuilder",
                  "ExternalJoin",
                  "ExternalJoinBuilder",
                  "GreasePolicy",
                  "Group",
                  "HandshakeFraming",
                  "Identity",
                  "InMemoryStore",
                  "InboxId",
                  "IncomingCommit",
                  "KeyPackageUse",
                  "KeySources",
                  "KeyStoreKeys",
                  "Member",
                  "MlsClient",
                  "MlsClientBuilder",
                  "NewGroup",
                  "NewGroupBuilder",
                  "OutgoingCommit",
                  "ProposalBuilder",
                  "PublicCommit",
                  "PublicGroup",
                  "Received",
                  "StagedCommit",
                  "TreeDelivery",
                  "WaitingProposal",
                  "WelcomeBatches")),
          Map.entry(
              "dev.hornbeam.mls.error",
              Set.of(
                  "Checkpoint",
                  "InvalidMessage",
                  "KeyUnavailable",
                  "MalformedMessage",
                  "MlsException",
                  "Obligation",
                  "Rule",
                  "StaleCommit",
                  "StoreFailed",
                  "UndecryptableMessage")),
          Map.entry(
              "dev.hornbeam.mls.codec",
              Set.of("Bytes", "Secret", "TlsReader", "TlsWriter", "Wire")),
          Map.entry(
              "dev.hornbeam.mls.types",
              Set.of(
                  "Capabilities",
                  "ChangeSet",
                  "CipherSuite",
                  "Credential",
                  "CredentialType",
                  "CredentialValidator",
                  "CustomProposal",
                  "Delta",
                  "Extension",
                  "ExtensionType",
                  "Extensions",
                  "ExternalSender",
                  "Grease",
                  "GroupId",
                  "KeyHandle",
                  "KeyRef",
                  "KeySource",
                  "LeafIndex",
                  "Lifetime",
                  "PaddingPolicy",
                  "ProposalType",
                  "ProtocolVersion",
                  "RatchetPolicy",
                  "RequiredCapabilities",
                  "Store",
                  "StoreKey")));

  @Test
  void publicTypesOfExportedPackagesAreTheNamedOnes() {
    for (Map.Entry<String, Set<String>> each : API.entrySet()) {
      Set<String> actual =
          new ClassFileImporter()
                  .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                  .importPackages(each.getKey())
                  .stream()
                  .filter(type -> type.getPackageName().equals(each.getKey()))
                  .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                  .filter(JavaClass::isTopLevelClass)
                  .map(JavaClass::getSimpleName)
                  .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(new TreeSet<>(each.getValue()), actual, each.getKey());
    }
  }

  @Test
  void theModuleExportsTheApiAlone() throws IOException {
    URI classes =
        URI.create(MlsClient.class.getProtectionDomain().getCodeSource().getLocation().toString());
    try (InputStream in = Files.newInputStream(Path.of(classes).resolve("module-info.class"))) {
      Set<String> exported =
          ModuleDescriptor.read(in).exports().stream()
              .filter(export -> !export.isQualified())
              .map(ModuleDescriptor.Exports::source)
              .collect(Collectors.toSet());
      assertEquals(API.keySet(), exported);
    }
  }
}
