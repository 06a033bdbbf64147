package org.restante.protocol.sasl;

import java.util.regex.Pattern;

/** The pieces of SCRAM's grammar (RFC 5802 §7). */
final class ScramSyntax {
    static final String NONCE = "[\\x21-\\x2B\\x2D-\\x7E]+";

    static final String BASE64 = "[A-Za-z0-9+/]+={0,2}";

    /** Possessive, so that a long message is read once; the letters left out have their place. */
    static final String EXTENSIONS = "(?:,(?![nmrcsipvae]=)[A-Za-z]=[^,\\x00]++)*+";

    static final Pattern SERVER_FINAL =
            Pattern.compile("(?:e=([^,\\x00]+)|v=(" + BASE64 + "))" + EXTENSIONS);

    private ScramSyntax() {}
}
