/** Shows whose cryptography is used. */
@NullMarked
package dev.hornbeam.cli.profile;

import org.jspecify.annotations.NullMarked;
