package org.restante.testkit;

import org.restante.spec.Wire;

import java.util.ArrayList;
import java.util.List;

/** What a scripted server says and expects on one connection; {@link ScriptedServer} tells how. */
record Script(List<Step> steps) {
    private static final String ANY_REST = " ...";

    /** One line of it; each octet of a text is a character of the same number. */
    sealed interface Step {
        /** The server says this, line end included. */
        record Say(String octets) implements Step {}

        /**
         * The client must send this.
         *
         * @param anyRest whether anything may follow up to and with the next LF
         */
        record Expect(String octets, boolean anyRest) implements Step {}

        /** The server makes its side of a TLS handshake. */
        record Tls() implements Step {}

        /** The server says nothing more and waits for the client to go. */
        record Stall() implements Step {}

        /** The server closes. */
        record Close() implements Step {}

        /** The client must close. */
        record ExpectClose() implements Step {}
    }

    Script {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a script.
     *
     * @throws IllegalArgumentException the text does not follow the notation; the message shows the
     *     line
     */
    static Script parse(String text) {
        List<Step> steps = new ArrayList<>();
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            steps.add(step(line));
        }
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a script without a line");
        }
        int close = steps.indexOf(new Step.Close());
        if (close >= 0 && close < steps.size() - 1) {
            throw new IllegalArgumentException("script lines behind S: <closed>");
        }
        return new Script(steps);
    }

    private static Step step(String line) {
        if (!line.startsWith("C:") && !line.startsWith("S:")) {
            throw new IllegalArgumentException(
                    "script line begins with neither C: nor S:: " + line);
        }
        String rest = line.substring(line.startsWith(" ", 2) ? 3 : 2);
        if (line.startsWith("S:")) {
            return switch (rest) {
                case "<closed>" -> new Step.Close();
                case "<tls>" -> new Step.Tls();
                case "<stall>" -> new Step.Stall();
                default -> new Step.Say(Wire.octets(rest));
            };
        }
        if (rest.equals("<closed>")) {
            return new Step.ExpectClose();
        }
        boolean anyRest = rest.endsWith(ANY_REST);
        // The space before the dots is part of what must come; the line end is not given.
        String given = anyRest ? rest.substring(0, rest.length() - 3) + "\\c" : rest;
        return new Step.Expect(Wire.octets(given), anyRest);
    }
}
