package org.restante.collect.tokens;

import java.util.Map;
import java.util.Set;

/** What a server says of itself, made fit to be shown: often the only hint that there is. */
final class ServerWords {
    private static final int LENGTH_MAX = 300;

    private static final Set<String> SECRET =
            Set.of("client_secret", "refresh_token", "code", "code_verifier", "device_code");

    private ServerWords() {}

    /**
     * The words on one line, not too many of them, and without what is secret of a request that
     * they may quote.
     *
     * @param form what the server was asked
     */
    static String of(String words, Map<String, String> form) {
        String shown = words;
        for (Map.Entry<String, String> each : form.entrySet()) {
            if (SECRET.contains(each.getKey()) && !each.getValue().isEmpty()) {
                shown =
                        shown.replace(each.getValue(), "***")
                                .replace(Web.encoded(each.getValue()), "***");
            }
        }
        shown = shown.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
        return shown.length() > LENGTH_MAX ? shown.substring(0, LENGTH_MAX) + "…" : shown;
    }
}
