/** {@code hornbeam token}: what a PKCS#11 token is, has and can do. */
@NullMarked
package dev.hornbeam.cli.token;

import org.jspecify.annotations.NullMarked;
