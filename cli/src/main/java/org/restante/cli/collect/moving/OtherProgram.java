package org.restante.cli.collect.moving;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A program whose accounts and memory can be taken over. */
public enum OtherProgram {
    FETCHMAIL {
        @Override
        List<Converted> accounts(String text, String label, List<Note> notes) {
            return Fetchmail.read(text, notes);
        }

        // "user@host unique-id" in each line.
        @Override
        Map<String, Optional<Instant>> seen(String text, Path file, Converted account) {
            Map<String, Optional<Instant>> found = new HashMap<>();
            text.lines()
                    .forEach(line -> {
                        for (String host : account.hosts()) {
                            String owner = account.user() + "@" + host + " ";
                            if (line.regionMatches(true, 0, owner, 0, owner.length())
                                    && line.startsWith(account.user())) {
                                found.put(line.substring(owner.length()).strip(), Optional.empty());
                            }
                        }
                    });
            return found;
        }
    },

    GETMAIL {
        @Override
        List<Converted> accounts(String text, String label, List<Note> notes) {
            return Getmail.read(text, label, notes);
        }

        // "unique-id NUL seconds" in each line; the file's name says whose it is.
        @Override
        Map<String, Optional<Instant>> seen(String text, Path file, Converted account) {
            String name =
                    String.format(
                                    Locale.ROOT,
                                    "oldmail-%s-%d-%s",
                                    account.server().host(),
                                    account.server().port(),
                                    account.user())
                            .replaceAll("[/\\\\:;<>|]+", "-");
            Map<String, Optional<Instant>> found = new HashMap<>();
            if (String.valueOf(file.getFileName()).equals(name)) {
                text.lines()
                        .forEach(line -> {
                            String[] parts = line.split("\0", -1);
                            if (parts.length == 2 && parts[1].matches("[0-9]{1,12}")) {
                                found.put(
                                        parts[0],
                                        Optional.of(
                                                Instant.ofEpochSecond(Long.parseLong(parts[1]))));
                            }
                        });
            }
            return found;
        }
    },

    MPOP {
        @Override
        List<Converted> accounts(String text, String label, List<Note> notes) {
            return Mpop.read(text, notes);
        }

        // Lists of unique-ids, each behind a line of a space, their number, host and user.
        @Override
        Map<String, Optional<Instant>> seen(String text, Path file, Converted account) {
            Map<String, Optional<Instant>> found = new HashMap<>();
            boolean own = false;
            for (String line : text.lines().toList()) {
                if (line.startsWith(" ")) {
                    String[] parts = line.substring(1).split(" ", 3);
                    own =
                            parts.length == 3
                                    && account.hosts().stream().anyMatch(parts[1]::equalsIgnoreCase)
                                    && parts[2].equals(account.user());
                } else if (own && !line.startsWith("#")) {
                    found.put(line, Optional.empty());
                }
            }
            return found;
        }
    };

    private static final Pattern GETMAIL_SECTION = Pattern.compile("(?m)^\\[retriever\\]");
    private static final Pattern FETCHMAIL_ENTRY =
            Pattern.compile("(?m)^\\s*(poll|skip|server|set|defaults\\s+\\S)");
    private static final Pattern MPOP_LINE =
            Pattern.compile("(?m)^\\s*(account|host|delivery)(\\s|$)");

    /** Which program's file this is, by what stands in it. */
    public static Optional<OtherProgram> of(String text) {
        if (GETMAIL_SECTION.matcher(text).find()) {
            return Optional.of(GETMAIL);
        }
        if (MPOP_LINE.matcher(text).find()) {
            return Optional.of(MPOP);
        }
        return FETCHMAIL_ENTRY.matcher(text).find() ? Optional.of(FETCHMAIL) : Optional.empty();
    }

    /**
     * The accounts of its file, in their order.
     *
     * @param label what an account is called that has no name there
     * @param notes gets what is not the same here
     * @throws IllegalArgumentException with the line, if the file cannot be read; no secret is in
     *     it
     */
    abstract List<Converted> accounts(String text, String label, List<Note> notes);

    /**
     * The unique-ids of messages of an account that it has fetched, with when it saw each first, if
     * it says so. Those of other accounts are left out.
     *
     * @param file where the text is from
     */
    abstract Map<String, Optional<Instant>> seen(String text, Path file, Converted account);

    /** The accounts of a file. */
    public List<Converted> accounts(byte[] octets, Path file, List<Note> notes) {
        String name = String.valueOf(file.getFileName());
        return accounts(text(octets), name.replaceFirst("^\\.?getmailrc-?", ""), notes);
    }

    /** What it remembers of an account. */
    public Map<String, Optional<Instant>> seen(byte[] octets, Path file, Converted account) {
        Map<String, Optional<Instant>> found = seen(text(octets), file, account);
        found.keySet().removeIf(String::isEmpty);
        return found;
    }

    /** UTF-8, or octets as they are: a password may be in any character set. */
    public static String text(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** How people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
