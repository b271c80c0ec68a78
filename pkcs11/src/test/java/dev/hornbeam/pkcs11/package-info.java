@NullMarked
package dev.hornbeam.pkcs11;

import org.jspecify.annotations.NullMarked;
