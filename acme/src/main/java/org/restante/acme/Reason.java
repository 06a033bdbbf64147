package org.restante.acme;

import java.util.Optional;

/** Why something failed, in one line for a person. */
final class Reason {
    /** So much of it is shown; an authority's words may be long. */
    private static final int CHARACTERS_MAX = 500;

    private Reason() {}

    /** What it and its causes say, each thing once, without control characters. */
    static String of(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String text =
                    Optional.ofNullable(each.getMessage()).orElse(each.getClass().getSimpleName());
            if (all.indexOf(text) < 0) {
                all.append(all.isEmpty() ? "" : ": ").append(text);
            }
        }
        StringBuilder line = new StringBuilder();
        all.codePoints()
                .limit(CHARACTERS_MAX)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .forEach(line::appendCodePoint);
        return line.toString();
    }
}
