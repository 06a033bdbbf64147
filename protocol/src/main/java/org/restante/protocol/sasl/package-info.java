/**
 * SASL mechanisms as data (RFC 4422): the messages of both sides, each with a parser and a
 * formatter, in strict base64 (RFC 5034 §4), and the computations that a password or a proof goes
 * through. No state: an exchange is its side's own. Start reading at {@link
 * org.restante.protocol.sasl.PlainMessage}; the longest is {@link
 * org.restante.protocol.sasl.ScramMessage}.
 */
@NullMarked
package org.restante.protocol.sasl;

import org.jspecify.annotations.NullMarked;
