package org.restante.collect.transfer;

import java.util.List;

/**
 * A reply of SMTP or LMTP (RFC 5321 §4.2).
 *
 * @param code 200 to 599
 * @param lines without the code; at least one, in the server's words
 */
record Answer(int code, List<String> lines) {
    private static final int HUNDRED = 100;

    /** By its first digit alone: RFC 5321 §4.3.2 lets servers have codes of their own. */
    boolean is(int digit) {
        return code / HUNDRED == digit;
    }

    boolean isPositive() {
        return is(2);
    }

    /** Whether it may be another one the next time. */
    boolean passes() {
        return is(4);
    }

    @Override
    public String toString() {
        return code + " " + String.join(" ", lines);
    }
}
