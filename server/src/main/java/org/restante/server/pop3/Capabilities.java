package org.restante.server.pop3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What CAPA announces (RFC 2449 §5), made from the very facts that the commands go by.
 *
 * @param passwordAllowed whether a password may be sent on this connection now
 * @param stls whether STLS would be accepted now
 * @param implementation what IMPLEMENTATION says; empty for nothing
 */
record Capabilities(boolean passwordAllowed, boolean stls, Optional<String> implementation) {
    /** The mechanisms that AUTH takes where a password may be sent. */
    static final List<String> MECHANISMS = List.of("PLAIN");

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("TOP");
        lines.add("UIDL");
        lines.add("RESP-CODES");
        lines.add("AUTH-RESP-CODE");
        lines.add("PIPELINING");
        if (passwordAllowed) {
            lines.add("USER");
            lines.add("SASL " + String.join(" ", MECHANISMS));
        }
        if (stls) {
            lines.add("STLS");
        }
        implementation.ifPresent(name -> lines.add("IMPLEMENTATION " + name));
        return lines;
    }
}
