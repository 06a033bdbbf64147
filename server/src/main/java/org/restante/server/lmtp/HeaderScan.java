package org.restante.server.lmtp;

import org.restante.protocol.wire.DotReader;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Looks at a message's header as it streams by: leaves out Return-Path fields, of which final
 * delivery writes the only one (RFC 5321 §4.4), and counts Received fields, by which a loop shows
 * (RFC 5321 §6.3). Everything else passes unchanged; the body passes without being looked at.
 */
final class HeaderScan implements DotReader.Target {
    private static final String RETURN_PATH = "return-path:";
    private static final String RECEIVED = "received:";
    private static final byte LF = '\n';

    private enum At {
        /** A line's first octets are held back until its field's name is known. */
        NAME,
        /** A field that passes. */
        FIELD,
        /** A field that is left out, with the lines that continue it. */
        LEFT_OUT,
        BODY
    }

    private final DotReader.Target target;
    private final byte[] name = new byte[RETURN_PATH.length()];
    private int named;
    private boolean leftOutBefore;
    private At at = At.NAME;
    private int receivedFields;

    HeaderScan(DotReader.Target target) {
        this.target = target;
    }

    /** How many Received fields the message has. */
    int receivedFields() {
        return receivedFields;
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        int end = offset + length;
        int run = offset;
        int i = offset;
        while (i < end && at != At.BODY) {
            byte octet = octets[i];
            switch (at) {
                case NAME -> {
                    name[named++] = octet;
                    run = ++i;
                    if (octet == LF || octet == ':' || named == name.length || isFolded()) {
                        decide(octet);
                    }
                }
                case FIELD, LEFT_OUT -> {
                    i++;
                    if (octet == LF) {
                        if (at == At.FIELD) {
                            target.write(octets, run, i - run);
                        }
                        leftOutBefore = at == At.LEFT_OUT;
                        at = At.NAME;
                        run = i;
                    }
                }
                case BODY -> throw new IllegalStateException("the loop ends at the body");
            }
        }
        if (at == At.FIELD || at == At.BODY) {
            target.write(octets, run, end - run);
        }
    }

    /** Passes on what is held back when the message ends in the middle of a name. */
    void finish() throws IOException {
        if (at == At.NAME) {
            pass();
        }
    }

    private boolean isFolded() {
        return named == 1 && (name[0] == ' ' || name[0] == '\t');
    }

    private void decide(byte octet) throws IOException {
        String start = new String(name, 0, named, StandardCharsets.ISO_8859_1);
        String field = start.toLowerCase(Locale.ROOT);
        if (isFolded()) {
            at = leftOutBefore ? At.LEFT_OUT : At.FIELD;
        } else if (start.equals("\r\n")) {
            at = At.BODY;
        } else if (field.equals(RETURN_PATH)) {
            at = At.LEFT_OUT;
        } else {
            if (field.equals(RECEIVED)) {
                receivedFields++;
            }
            at = octet == LF ? At.NAME : At.FIELD;
            leftOutBefore = false;
        }
        if (at == At.LEFT_OUT) {
            named = 0;
        } else {
            pass();
        }
    }

    private void pass() throws IOException {
        target.write(name, 0, named);
        named = 0;
    }
}
