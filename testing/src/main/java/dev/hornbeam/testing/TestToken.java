package dev.hornbeam.testing;

/**
 * A token's name and its test PINs.
 *
 * @param label its label
 * @param pin the user's PIN
 * @param soPin the security officer's PIN
 */
public record TestToken(String label, String pin, String soPin) {}
