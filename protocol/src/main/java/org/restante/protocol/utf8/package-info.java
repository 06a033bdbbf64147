/**
 * Internationalized messages for clients that did not say UTF8 (RFC 6856 §2.1, RFC 6858): {@link
 * org.restante.protocol.utf8.AsciiView} is the way in. A message whose header is ASCII passes
 * untouched; any other gets a new header, made field by field in memory, in front of its own body.
 *
 * <p>Within this package a field's value is a String with one character for each octet, 0x00 to
 * 0xFF, as lines are elsewhere: what is not UTF-8 is not damaged by being looked at.
 */
@NullMarked
package org.restante.protocol.utf8;

import org.jspecify.annotations.NullMarked;
