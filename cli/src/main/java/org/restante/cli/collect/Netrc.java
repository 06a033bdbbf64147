package org.restante.cli.collect;

import org.restante.protocol.Secret;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file that says who logs in where, as ftp(1) and curl(1) read it: {@code machine}, {@code
 * login}, {@code password}, {@code account}, {@code default} and {@code macdef}, between white
 * space. A word may be in double quotes, with a backslash before a quote or a backslash in it;
 * {@code #} where a name of these may stand begins a comment.
 */
final class Netrc {
    /** Lines of a person's own accounts; more is another file. */
    private static final int OCTETS_MAX = 1 << 20;

    /**
     * Who logs in somewhere.
     *
     * @param machine empty: at all that have no entry before it
     */
    private record Entry(
            Optional<String> machine, Optional<String> login, Optional<Secret> password) {
        boolean fits(String host, String user) {
            return machine.filter(it -> !it.equalsIgnoreCase(host)).isEmpty()
                    && login.filter(it -> !it.equals(user)).isEmpty();
        }
    }

    private final List<Entry> entries;

    private Netrc(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException with the line of what is wrong, and nothing of what it says
     */
    static Netrc read(Path file) throws IOException {
        byte[] octets;
        try (InputStream in = Files.newInputStream(file)) {
            octets = in.readNBytes(OCTETS_MAX + 1);
        }
        if (octets.length > OCTETS_MAX) {
            throw new IllegalArgumentException("more than " + OCTETS_MAX + " octets");
        }
        try {
            return parse(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
        } catch (CharacterCodingException _) {
            throw new IllegalArgumentException("not in UTF-8");
        }
    }

    static Netrc parse(String text) {
        return new Netrc(new Words(text).entries());
    }

    /** The first password that is for this user there. */
    Optional<Secret> password(String host, String user) {
        return entries.stream()
                .filter(it -> it.fits(host, user))
                .flatMap(it -> it.password().stream())
                .findFirst();
    }

    /** The text, taken word by word. */
    private static final class Words {
        private final String text;
        private int at;

        Words(String text) {
            this.text = text;
        }

        List<Entry> entries() {
            List<Entry> entries = new ArrayList<>();
            Entry entry = null;
            while (skipSpace()) {
                if (text.charAt(at) == '#') {
                    skipLine();
                    continue;
                }
                String keyword = word();
                if (keyword.equals("macdef")) {
                    skipMacro();
                } else if (keyword.equals("machine") || keyword.equals("default")) {
                    if (entry != null) {
                        entries.add(entry);
                    }
                    entry =
                            new Entry(
                                    keyword.equals("default")
                                            ? Optional.empty()
                                            : Optional.of(value()),
                                    Optional.empty(),
                                    Optional.empty());
                } else if (entry == null) {
                    throw wrong("machine or default has to stand first");
                } else {
                    entry =
                            switch (keyword) {
                                case "login", "user" ->
                                        new Entry(
                                                entry.machine(),
                                                Optional.of(value()),
                                                entry.password());
                                case "password", "passwd" ->
                                        new Entry(
                                                entry.machine(),
                                                entry.login(),
                                                Optional.of(new Secret(value())));
                                case "account" -> {
                                    value();
                                    yield entry;
                                }
                                default ->
                                        throw wrong(
                                                "expected machine, default, login, password,"
                                                        + " account or macdef");
                            };
                }
            }
            if (entry != null) {
                entries.add(entry);
            }
            return entries;
        }

        /** Whether something is behind the space. */
        private boolean skipSpace() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at < text.length();
        }

        private void skipLine() {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        }

        /** A macro goes to the next empty line. */
        private void skipMacro() {
            skipLine();
            while (at < text.length()) {
                int begin = at + 1;
                at = begin;
                skipLine();
                if (text.substring(begin, at).isBlank()) {
                    return;
                }
            }
        }

        private String value() {
            if (!skipSpace()) {
                throw wrong("something is missing at the end");
            }
            return word();
        }

        private String word() {
            if (text.charAt(at) == '"') {
                return quoted();
            }
            int begin = at;
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return text.substring(begin, at);
        }

        private String quoted() {
            int begin = at++;
            StringBuilder word = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                word.append(text.charAt(at++));
            }
            if (at == text.length()) {
                at = begin;
                throw wrong("a quote has no end");
            }
            at++;
            return word.toString();
        }

        private IllegalArgumentException wrong(String what) {
            long line = text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
            return new IllegalArgumentException("line " + line + ": " + what);
        }
    }
}
