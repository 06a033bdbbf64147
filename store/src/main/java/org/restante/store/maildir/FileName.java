package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules for names of message files. A name is octets to the file system; here it is a string
 * with one character from 0x00 to 0xFF for each octet, whatever encoding the platform uses.
 *
 * <p>How a unique-id follows from a name can never change again: clients remember the ids.
 */
final class FileName {
    /** What stands before the flags that mail programs change (Maildir convention, "info"). */
    private static final String INFO = ":2,";

    private static final String HASHED = "sha256.";
    private static final Pattern DISTINGUISHED = Pattern.compile("(.*:2,.*),[0-9a-f]{16}");

    private FileName() {}

    /** The last name of this path, octet by octet. */
    static String of(Path file) {
        String text = file.getFileName().toString();
        if (isAscii(text)) {
            return text;
        }
        // The text has lost what the platform's encoding cannot express; the URI has each octet.
        String uri = file.toUri().getRawPath();
        int end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
        return percentDecoded(uri.substring(uri.lastIndexOf('/', end - 1) + 1, end));
    }

    /** The file of this name in an existing folder. */
    static Path in(Path folder, String name) {
        if (isAscii(name)) {
            return folder.resolve(name);
        }
        String uri = folder.toUri().toString();
        return Path.of(URI.create((uri.endsWith("/") ? uri : uri + "/") + percentEncoded(name)));
    }

    /** The name without flags and sizes: what stays the same for as long as the message lives. */
    static String base(String name) {
        String base = withoutInfo(name);
        int comma = base.indexOf(',');
        if (comma < 0) {
            return base;
        }
        StringBuilder rest = new StringBuilder(base.length()).append(base, 0, comma);
        while (comma < base.length()) {
            int next = base.indexOf(',', comma + 1);
            int end = next < 0 ? base.length() : next;
            if (!isSize(base, comma, end)) {
                rest.append(base, comma, end);
            }
            comma = end;
        }
        return rest.toString();
    }

    /** Whether this part, from its comma on, is a size that a deliverer or a server put there. */
    private static boolean isSize(String name, int comma, int end) {
        boolean size =
                end > comma + 3
                        && (name.charAt(comma + 1) == 'S' || name.charAt(comma + 1) == 'W')
                        && name.charAt(comma + 2) == '=';
        for (int i = comma + 3; size && i < end; i++) {
            size = name.charAt(i) >= '0' && name.charAt(i) <= '9';
        }
        return size;
    }

    static String withoutInfo(String name) {
        int info = name.indexOf(INFO);
        return info < 0 ? name : name.substring(0, info);
    }

    /** What stands behind {@code :2,}: flags, one letter for each, by rights. */
    static String flags(String name) {
        int info = name.indexOf(INFO);
        return info < 0 ? "" : name.substring(info + INFO.length());
    }

    /** A name that has no flags with these. */
    static String withFlags(String name, String flags) {
        return flags.isEmpty() ? name : name + INFO + flags;
    }

    /**
     * This name with something in its flags that makes it unlike others; the base is the same.
     *
     * @param mark 16 hex digits
     */
    static String distinguished(String name, String mark) {
        String before = name.endsWith(INFO) ? name + "," : name.contains(INFO) ? name : name + INFO;
        return before + "," + mark;
    }

    /** Undoes {@link #distinguished}; any other name is returned as it is. */
    static String undistinguished(String name) {
        Matcher marked = DISTINGUISHED.matcher(name);
        if (!marked.matches()) {
            return name;
        }
        String before = marked.group(1);
        if (before.endsWith(INFO + ",")) {
            // Somebody has seen it, and it has no flags.
            return before.substring(0, before.length() - 1);
        }
        return before.endsWith(INFO) ? withoutInfo(before) : before;
    }

    /** Whether there is something behind what mail programs leave alone: then it is in cur/. */
    static boolean hasInfo(String name) {
        return name.contains(INFO);
    }

    /** The unique-id that follows from a base name: the name itself, or its hash. */
    static UniqueId derivedId(String base) {
        return new UniqueId(
                UniqueId.isValid(base)
                        ? base
                        : HASHED
                                + Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(
                                                sha256(
                                                        base.getBytes(
                                                                StandardCharsets.ISO_8859_1))));
    }

    static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Each octet that is not a letter, a digit or one of {@code -._~} as %XX. */
    static String percentEncoded(String octets) {
        return percentEncoded(octets, "-._~");
    }

    /** Each octet that is neither a letter nor a digit nor one of these as %XX. */
    static String percentEncoded(String octets, String plain) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < octets.length(); i++) {
            char octet = octets.charAt(i);
            if (octet < 0x80 && (Character.isLetterOrDigit(octet) || plain.indexOf(octet) >= 0)) {
                text.append(octet);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) octet));
            }
        }
        return text.toString();
    }

    /**
     * Undoes {@link #percentEncoded}.
     *
     * @throws IllegalArgumentException if a % is not followed by two hex digits
     */
    static String percentDecoded(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                octets.write(c);
            } else if (i + 2 < text.length()) {
                octets.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else {
                throw new IllegalArgumentException("incomplete %XX in \"" + text + "\"");
            }
        }
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }
}
