package org.restante.collect;

import org.restante.collect.Entry.State;
import org.restante.collect.Entry.Trouble;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A line of a journal: a checksum, a letter, words between spaces, LF. Every line says all about
 * what it is about, so that a later one replaces an earlier one, and one that is damaged takes
 * nothing else with it.
 */
sealed interface JournalLine {
    /** An id of 8 KiB with each octet escaped, and a reason. */
    int OCTETS_MAX = 64 * 1024;

    /** The first line: whose journal it is. */
    record Head(String identity) implements JournalLine {}

    /** What is known of a message now. */
    record Message(String key, Entry entry) implements JournalLine {}

    /** What the destination wants to be told if the group on its way dies. */
    record Note(String text) implements JournalLine {}

    /** Whether the server seems to have given its messages new ids, and not all were compared. */
    record Renaming(boolean on) implements JournalLine {}

    /** Before which second a message that is {@link State#OLD} arrived. */
    record Since(long second) implements JournalLine {}

    /** How a run ended. */
    record Run(LastRun run) implements JournalLine {}

    int CHECKSUM_DIGITS = 8;

    /** The octets of a line, with its LF. */
    static byte[] format(JournalLine line) {
        String text =
                switch (line) {
                    case Head(var identity) -> "restante-journal 1 " + escape(identity);
                    case Message(var key, var entry) ->
                            String.join(
                                    " ",
                                    "m",
                                    entry.state().name(),
                                    Long.toString(entry.seen()),
                                    Long.toString(entry.gone()),
                                    entry.print().toString(),
                                    escape(key),
                                    entry.trouble()
                                            .map(it ->
                                                    it.attempts()
                                                            + " "
                                                            + it.due()
                                                            + " "
                                                            + escape(it.reason()))
                                            .orElse("0 0 -"));
                    case Note(var note) -> "n " + escape(note);
                    case Renaming(var on) -> "c " + on;
                    case Since(var second) -> "s " + second;
                    case Run(var run) ->
                            String.join(
                                    " ",
                                    "r",
                                    Long.toString(run.ended().getEpochSecond()),
                                    Boolean.toString(run.failed()),
                                    Long.toString(run.delivered()),
                                    Long.toString(run.removed()),
                                    escape(run.words()));
                };
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        return (checksum(octets, 0, octets.length) + " " + text + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** What a line says, without its LF; empty if it is damaged. */
    static Optional<JournalLine> parse(byte[] line, int length) {
        int start = CHECKSUM_DIGITS + 1;
        if (length <= start || !isRight(line, length)) {
            return Optional.empty();
        }
        String text = new String(line, start, length - start, StandardCharsets.ISO_8859_1);
        String[] words = text.split(" ", -1);
        try {
            return Optional.of(
                    switch (words[0]) {
                        case "restante-journal" -> head(words);
                        case "m" -> new Message(unescape(words[5]), entry(words));
                        case "n" -> new Note(unescape(words[1]));
                        case "c" -> new Renaming(Boolean.parseBoolean(words[1]));
                        case "s" -> new Since(Long.parseLong(words[1]));
                        case "r" ->
                                new Run(
                                        new LastRun(
                                                Instant.ofEpochSecond(Long.parseLong(words[1])),
                                                Boolean.parseBoolean(words[2]),
                                                Long.parseLong(words[3]),
                                                Long.parseLong(words[4]),
                                                unescape(words[5])));
                        default -> throw new IllegalArgumentException(words[0]);
                    });
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Its checksum is right: another version of this program wrote it.
            throw new IllegalStateException("a line of a later version: " + text, e);
        }
    }

    private static Head head(String[] words) {
        if (!words[1].equals("1")) {
            throw new IllegalArgumentException("version " + words[1]);
        }
        return new Head(unescape(words[2]));
    }

    private static Entry entry(String[] words) {
        int attempts = Integer.parseInt(words[6]);
        return new Entry(
                State.valueOf(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Fingerprint.parse(words[4]),
                attempts == 0
                        ? Optional.empty()
                        : Optional.of(
                                new Trouble(
                                        attempts, Long.parseLong(words[7]), unescape(words[8]))));
    }

    private static String checksum(byte[] octets, int start, int end) {
        CRC32C crc = new CRC32C();
        crc.update(octets, start, end - start);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /** Whether the checksum is, and the space behind it. */
    private static boolean isRight(byte[] line, int length) {
        String checksum = checksum(line, CHECKSUM_DIGITS + 1, length) + " ";
        for (int i = 0; i < checksum.length(); i++) {
            if (line[i] != checksum.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * What is no visible ASCII, and the percent sign, as percent signs and UTF-8 in hexadecimal.
     */
    static String escape(String text) {
        if (text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '%')) {
            return text;
        }
        StringBuilder escaped = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7F && octet != '%') {
                escaped.append((char) octet);
            } else {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return escaped.toString();
    }

    static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] octets = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                octets[length++] = (byte) HexFormat.fromHexDigits(text, i + 1, i + 3);
                i += 2;
            } else {
                octets[length++] = (byte) text.charAt(i);
            }
        }
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }
}
