package org.restante.cli.maildrop;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of messages, each behind a line {@code From sender date} at the start of the file or after
 * an empty line, and quoted as {@link FromLines} says (mboxrd; RFC 4155 has the rest).
 */
final class Mbox {
    /** Who stands there when nobody is known. */
    static final String NOBODY = "MAILER-DAEMON";

    /** So much of a line is looked at. */
    private static final int LINE_OCTETS_MAX = 1000;

    private static final Pattern FROM =
            Pattern.compile("From (\\S+) +(\\w{3} \\w{3} +\\d{1,2} \\d{2}:\\d{2}(?::\\d{2})?.*)");

    /** With no sender, or one of several words, the date alone tells it from a sentence. */
    private static final Pattern FROM_WORDS =
            Pattern.compile(
                    "From(?: .*)? +(\\w{3} \\w{3} +\\d{1,2} \\d{2}:\\d{2}:\\d{2}(?: \\S+)? \\d{4})");

    private static final Pattern DATE =
            Pattern.compile(
                    "\\w{3} (\\w{3}) +(\\d{1,2}) (\\d{2}):(\\d{2}):?(\\d{2})?.* (\\d{4})(?: .*)?");
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MONTH_DAY =
            DateTimeFormatter.ofPattern("yyyy MMM d HH:mm:ss", Locale.ROOT);

    private Mbox() {}

    /**
     * One message of a file.
     *
     * @param number the first is 1
     * @param start of its octets, behind the From line
     * @param end of them, before the empty line that parts it from the next
     * @param sender as the From line has it
     */
    record Part(int number, long start, long end, String sender, Optional<Instant> date) {
        /** Its octets, unquoted; the caller closes it. */
        InputStream open(Path file) throws IOException {
            FileChannel channel = FileChannel.open(file).position(start);
            return FromLines.unquoted(
                    new BufferedInputStream(
                            new Bounded(Channels.newInputStream(channel), end - start), 64 * 1024));
        }
    }

    /** Hears of each message in turn. */
    @FunctionalInterface
    interface Reader<E extends Exception> {
        void take(Part part) throws IOException, E;
    }

    /** A line that starts a message. */
    private record Start(String sender, Optional<Instant> date, long behind) {}

    static boolean isOne(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(5), StandardCharsets.ISO_8859_1).equals("From ");
        }
    }

    /** Goes through a file that {@link #isOne}. */
    static <E extends Exception> void read(Path file, Reader<E> reader) throws IOException, E {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 64 * 1024)) {
            Optional<Start> open = Optional.empty();
            boolean blankBefore = true;
            long blankAt = 0;
            long at = 0;
            int number = 0;
            StringBuilder line = new StringBuilder();
            while (true) {
                long lineAt = at;
                line.setLength(0);
                int octet = in.read();
                for (; octet >= 0; octet = in.read()) {
                    at++;
                    if (octet == '\n') {
                        break;
                    }
                    if (line.length() < LINE_OCTETS_MAX) {
                        line.append((char) octet);
                    }
                }
                boolean ended = octet < 0;
                if (ended && line.isEmpty()) {
                    break;
                }
                String text = line.toString();
                Optional<Start> start =
                        blankBefore && text.startsWith("From ")
                                ? start(text, at, open.isEmpty())
                                : Optional.empty();
                if (start.isPresent()) {
                    if (open.isPresent()) {
                        reader.take(part(++number, open.get(), blankAt));
                    }
                    open = start;
                }
                blankBefore = start.isEmpty() && (text.isEmpty() || text.equals("\r"));
                if (blankBefore) {
                    blankAt = lineAt;
                }
            }
            if (open.isPresent()) {
                reader.take(part(++number, open.get(), blankBefore ? blankAt : at));
            }
        }
    }

    private static Part part(int number, Start start, long end) {
        return new Part(
                number,
                start.behind(),
                Math.max(end, start.behind()),
                start.sender(),
                start.date());
    }

    /** The first line of a file starts a message whatever its date looks like. */
    private static Optional<Start> start(String line, long behind, boolean first) {
        Matcher from = FROM.matcher(line.strip());
        if (from.matches()) {
            return Optional.of(new Start(from.group(1), date(from.group(2)), behind));
        }
        Matcher words = FROM_WORDS.matcher(line.strip());
        if (words.matches()) {
            return Optional.of(new Start(NOBODY, date(words.group(1)), behind));
        }
        return first ? Optional.of(new Start(NOBODY, Optional.empty(), behind)) : Optional.empty();
    }

    /** As ctime writes it, in UTC, with whatever zone some programs put into it left out. */
    private static Optional<Instant> date(String text) {
        Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            return Optional.empty();
        }
        String second = date.group(5) == null ? "00" : date.group(5);
        try {
            return Optional.of(
                    LocalDateTime.parse(
                                    date.group(6)
                                            + " "
                                            + date.group(1)
                                            + " "
                                            + Integer.parseInt(date.group(2))
                                            + " "
                                            + date.group(3)
                                            + ":"
                                            + date.group(4)
                                            + ":"
                                            + second,
                                    MONTH_DAY)
                            .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            // The message matters, not what stands there for a date.
            return Optional.empty();
        }
    }

    /** The line that a message starts with, without its end. */
    static String fromLine(String sender, Instant date) {
        return "From " + sender + " " + ASCTIME.format(date);
    }

    /** The first so many octets of a stream. */
    private static final class Bounded extends InputStream {
        private final InputStream in;
        private long left;

        Bounded(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            left--;
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
