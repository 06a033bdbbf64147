package org.restante.testkit;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** What faults make of the lines of listings. */
final class ListingEdits {
    private static final Charset OCTETS = StandardCharsets.ISO_8859_1;
    private static final byte[] NOTHING = {};

    private ListingEdits() {}

    /**
     * The line that the client sees instead of a line of the server.
     *
     * @param status whether it is the status line
     * @param line with its line end
     * @return with its line end; empty if there is none at all
     */
    static byte[] edit(Request request, List<Fault> faults, boolean status, byte[] line) {
        byte[] edited = line;
        for (Fault fault : faults) {
            edited = edited.length == 0 ? edited : edit(request, fault, status, edited);
        }
        return edited;
    }

    private static byte[] edit(Request request, Fault fault, boolean status, byte[] line) {
        String[] words = new String(line, OCTETS).strip().split(" +", -1);
        // A status line has the same numbers behind its +OK.
        int first = status ? 1 : 0;
        boolean hasNumbers =
                words.length > first + 1
                        && words[first].matches("\\d+")
                        && (!status || words[0].equals("+OK"));
        switch (fault) {
            case Fault.Sizes(var more) -> {
                boolean stat = request.keyword().equals("STAT");
                if (hasNumbers && isOne(request, status) && words[first + 1].matches("\\d+")) {
                    long messages = stat ? Long.parseLong(words[first]) : 1;
                    long octets = Long.parseLong(words[first + 1]) + more * messages;
                    words[first + 1] = Long.toString(Math.max(0, octets));
                    return joined(words);
                }
            }
            case Fault.UniqueIdOf(var message, var id) -> {
                if (hasNumbers
                        && isOne(request, status)
                        && (message == 0 || words[first].equals(Integer.toString(message)))) {
                    words[first + 1] = id;
                    return joined(words);
                }
            }
            case Fault.Without(var name) -> {
                // What RFC 2449 §6.3 calls SASL is the command AUTH.
                String capability = name.equals("AUTH") ? "SASL" : name;
                if (!status && isCapability(request, words, capability)) {
                    return NOTHING;
                }
            }
            case Fault.Unannounced(var name) -> {
                if (!status && isCapability(request, words, name)) {
                    return NOTHING;
                }
            }
            case Fault.Cut _,
                    Fault.Stall _,
                    Fault.Lose _,
                    Fault.Answer _,
                    Fault.Inject _,
                    Fault.Hold _,
                    Fault.BareLineFeeds _,
                    Fault.Unstuffed _,
                    Fault.Unterminated _,
                    Fault.Pieces _,
                    Fault.EndlessLine _,
                    Fault.EndlessReply _,
                    Fault.Certificate _,
                    Fault.Times _ -> {}
        }
        return line;
    }

    /** The status line of a whole listing is prose; that of one message is like a line of it. */
    private static boolean isOne(Request request, boolean status) {
        return !status || !request.multiline();
    }

    private static boolean isCapability(Request request, String[] words, String name) {
        return request.keyword().equals("CAPA") && words[0].toUpperCase(Locale.ROOT).equals(name);
    }

    private static byte[] joined(String[] words) {
        return (String.join(" ", words) + "\r\n").getBytes(OCTETS);
    }
}
