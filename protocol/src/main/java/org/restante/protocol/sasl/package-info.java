/**
 * SASL mechanisms as data (RFC 4422): what a peer's response says, in strict base64 (RFC 5034 §4).
 */
@NullMarked
package org.restante.protocol.sasl;

import org.jspecify.annotations.NullMarked;
