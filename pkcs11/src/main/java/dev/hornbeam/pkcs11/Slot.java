package dev.hornbeam.pkcs11;

import java.util.Optional;

/**
 * A slot of a module ({@code CK_SLOT_INFO}, PKCS#11 s.3.2).
 *
 * @param index the place in the module's list, from 0
 * @param token what is in it now
 */
public record Slot(int index, long id, String description, Optional<TokenInfo> token) {}
