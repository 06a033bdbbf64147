package org.restante.store.maildir;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name this store gives to a message it delivers: {@code
 * <seconds>.M<micros>P<pid>Q<counter>R<random><w|s>.<host>,S=<size>,W=<octets>}.
 *
 * <p>What stands before the comma is the unique-id. The letter after the random number tells
 * whether the file is the wire form or something in it needs stuffing or line ends. Together with
 * the sizes it saves reading the message again when the manifest is lost; they are believed only as
 * long as the file has the size that its name says.
 *
 * @param unique what makes it unlike any other
 * @param size the file's, in octets
 * @param octets the canonical form's
 */
record DeliveredName(String unique, long size, long octets, boolean wireForm) {
    /** It is the unique-id as well, which has no more octets (RFC 1939 §7). */
    private static final int UNIQUE_LENGTH_MAX = 70;

    private static final Pattern NAME =
            Pattern.compile(
                    "(\\d+\\.M\\d{6}P\\d+Q\\d+R[0-9a-f]{16}([ws])\\.[^,:/]+)"
                            + ",S=(\\d{1,18}),W=(\\d{1,18})");

    private static final Pattern PREFIX =
            Pattern.compile("(\\d+\\.M\\d{6}P\\d+Q\\d+R[0-9a-f]{16})[ws]\\..*");

    /** What names of files end in that wait in {@code tmp/} for a delivery that has an id. */
    private static final String WAITING = ".once";

    /**
     * The part of a unique name that says when and by whom, without the letter and the host.
     *
     * @param count of this process's deliveries
     */
    static String prefix(Instant now, long pid, long count, long random) {
        return String.format(
                Locale.ROOT,
                "%d.M%06dP%dQ%dR%s",
                now.getEpochSecond(),
                now.getNano() / 1000,
                pid,
                count,
                HexFormat.of().toHexDigits(random));
    }

    static DeliveredName of(String prefix, String host, long size, long octets, boolean wireForm) {
        String unique = prefix + (wireForm ? "w." : "s.") + host;
        return new DeliveredName(
                unique.substring(0, Math.min(unique.length(), UNIQUE_LENGTH_MAX)),
                size,
                octets,
                wireForm);
    }

    /** The prefix that a name was made with. */
    static String prefixOf(DeliveredName name) {
        Matcher matcher = PREFIX.matcher(name.unique);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(name.unique + " is not of this store's making");
        }
        return matcher.group(1);
    }

    /** The name that a delivery with an id has in {@code tmp/}. */
    static String waitingAs(String prefix) {
        return prefix + WAITING;
    }

    static boolean isWaiting(String tmpName) {
        return tmpName.endsWith(WAITING);
    }

    /** The name in {@code tmp/} of what is to get this name of this store's making. */
    static Optional<String> waiting(String fileName) {
        return parse(fileName).map(name -> waitingAs(prefixOf(name)));
    }

    /** Reads a name of this store's making; whether it is true is for the caller to check. */
    static Optional<DeliveredName> parse(String name) {
        Matcher matcher = NAME.matcher(FileName.withoutInfo(name));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        DeliveredName parsed =
                new DeliveredName(
                        matcher.group(1),
                        Long.parseLong(matcher.group(3)),
                        Long.parseLong(matcher.group(4)),
                        matcher.group(2).equals("w"));
        // The wire form is the file as it is: other sizes are not of our making.
        return parsed.wireForm && parsed.size != parsed.octets
                ? Optional.empty()
                : Optional.of(parsed);
    }

    String fileName() {
        return unique + ",S=" + size + ",W=" + octets;
    }
}
