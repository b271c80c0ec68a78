package dev.hornbeam.pkcs11;

/**
 * What a module says of itself ({@code CK_INFO}, PKCS#11 s.3.1), without the padding.
 *
 * @param cryptokiVersion of the interface, such as 2.40
 * @param libraryVersion of the library itself
 */
public record ModuleInfo(
    String cryptokiVersion, String manufacturer, String description, String libraryVersion) {}
