package org.restante.protocol.pop3;

import java.util.Base64;
import java.util.Locale;

/**
 * A session's lines for a log, with the secrets in them covered: passwords, digests and every SASL
 * response. It follows both directions, because only the server's answer tells that an exchange is
 * over; what is sent ahead of that answer is covered as well. Confined to one thread.
 */
public final class Redaction {
    private static final String COVER = "***";

    /** Commands that have had no final answer yet. */
    private int awaited;

    /** Which of the awaited answers ends a SASL exchange, the next being 1; 0 outside of one. */
    private int exchangeEnds;

    /** A line that goes to the server, without its line end. */
    public String sent(String line) {
        if (exchangeEnds > 0) {
            return line.isEmpty() || line.equals("*") ? line : COVER;
        }
        awaited++;
        String command = line.stripLeading();
        String upper = command.toUpperCase(Locale.ROOT);
        if (upper.startsWith("PASS")) {
            return command.substring(0, 4) + " " + COVER;
        }
        if (upper.startsWith("APOP")) {
            String[] words = command.split("\\s+", 3);
            return words[0].substring(0, 4)
                    + (words.length > 2 ? " " + words[1] : "")
                    + " "
                    + COVER;
        }
        if (upper.startsWith("AUTH")) {
            String[] words = command.split("\\s+", 3);
            // AUTH alone asks for a list of mechanisms.
            exchangeEnds = words.length > 1 ? awaited : 0;
            return words.length > 2 ? words[0] + " " + words[1] + " " + COVER : line;
        }
        return line;
    }

    /** A status line of the server's, without its line end; nothing of a body. */
    public String received(String line) {
        boolean challenge = line.startsWith("+") && !line.startsWith("+OK");
        if (!challenge) {
            awaited = Math.max(0, awaited - 1);
            exchangeEnds = Math.max(0, exchangeEnds - 1);
        }
        return challenge && exchangeEnds > 0 && isServerSignature(line) ? "+ " + COVER : line;
    }

    /**
     * Whether this is the last message of SCRAM (RFC 5802 §7): with what was said before, a
     * password can be guessed by it.
     */
    private static boolean isServerSignature(String challenge) {
        try {
            byte[] octets = Base64.getDecoder().decode(challenge.substring(1).strip());
            return octets.length > 1 && octets[0] == 'v' && octets[1] == '=';
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
