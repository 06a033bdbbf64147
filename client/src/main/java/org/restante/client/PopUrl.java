package org.restante.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A POP URL (RFC 2384): {@code pop://user;AUTH=mechanism@host:port}. That RFC knows no TLS: {@code
 * pop} stands for STLS here, and {@code pops} or {@code pop3s} for TLS from the start, which are
 * read and never written.
 *
 * @param security {@link Security#STLS} or {@link Security#TLS}
 * @param user whom to log in as; empty if the URL does not say
 * @param auth what stands behind {@code AUTH=}: a SASL mechanism, {@code +APOP}, or {@code *} for
 *     any (RFC 2384 §4). No other may be used then
 * @param host a name or an address, without brackets
 * @param port 1 to 65535; empty stands for the scheme's own
 */
public record PopUrl(
        Security security,
        Optional<String> user,
        Optional<String> auth,
        String host,
        OptionalInt port) {
    private static final Pattern SHAPE =
            Pattern.compile(
                    "([A-Za-z0-9+.-]+)://(?:([^@/?#]*)@)?(\\[[0-9A-Fa-f:.]+\\]|[^\\[\\]:/?#@]+)"
                            + "(?::(\\d{1,5}))?/?");
    private static final String UNRESERVED = "-._~!$'()+,*&=";

    /** Ports are of 16 bits. */
    private static final int PORT_MAX = 65535;

    /**
     * Reads a URL.
     *
     * {@snippet file="Examples.java" region="url"}
     *
     * @throws IllegalArgumentException if it is none, or holds a password; the message says what is
     *     wrong and never shows a password
     */
    public static PopUrl parse(String url) {
        Matcher matcher = SHAPE.matcher(url);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    url.matches("(?i)pop[a-z0-9]*://.*")
                            ? "a POP URL is pop://user@host:port with nothing behind it"
                            : "not a POP URL: it begins with pop:// or pop3s://");
        }
        Security security =
                switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
                    case "pop", "pop3" -> Security.STLS;
                    case "pops", "pop3s" -> Security.TLS;
                    default ->
                            throw new IllegalArgumentException(
                                    "not a POP URL: it begins with pop:// or pop3s://");
                };
        Optional<String> user = Optional.empty();
        Optional<String> auth = Optional.empty();
        String login = matcher.group(2);
        if (login != null) {
            if (login.contains(":")) {
                throw new IllegalArgumentException("a POP URL holds no password (RFC 2384)");
            }
            String[] parts = login.split(";", -1);
            if (parts.length > 2 || (parts.length == 2 && !isAuth(parts[1]))) {
                throw new IllegalArgumentException(
                        "behind the user's name in a POP URL stands ;AUTH= and nothing else");
            }
            user = Optional.of(decoded(parts[0])).filter(it -> !it.isEmpty());
            auth =
                    parts.length == 2
                            ? Optional.of(decoded(parts[1].substring("AUTH=".length())))
                            : Optional.empty();
            if (auth.isPresent() && auth.get().isEmpty()) {
                throw new IllegalArgumentException("behind AUTH= in a POP URL stands a mechanism");
            }
        }
        String host = matcher.group(3).replaceAll("[\\[\\]]", "");
        OptionalInt port = OptionalInt.empty();
        if (matcher.group(4) != null) {
            int number = Integer.parseInt(matcher.group(4));
            if (number < 1 || number > PORT_MAX) {
                throw new IllegalArgumentException("a port is from 1 to 65535, not " + number);
            }
            port = OptionalInt.of(number);
        }
        return new PopUrl(security, user, auth, decoded(host), port);
    }

    private static boolean isAuth(String part) {
        return part.regionMatches(true, 0, "AUTH=", 0, "AUTH=".length());
    }

    /** The server that it names, with everything else as usual. */
    public Pop3Server server() {
        Pop3Server server = Pop3Server.of(host).withSecurity(security);
        return port.isPresent() ? server.withPort(port.getAsInt()) : server;
    }

    /** The mechanism that it names; empty for any. */
    public Optional<Mechanism> mechanism() {
        return auth.filter(it -> !it.equals("*")).map(PopUrl::mechanism);
    }

    /** A plus stands before what is no SASL mechanism. */
    private static Mechanism mechanism(String auth) {
        boolean sasl = !auth.startsWith("+");
        return Mechanism.of(sasl ? auth : auth.substring(1))
                .filter(it -> it.isSasl() == sasl)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "\"" + auth + "\" is no way to log in that is known here"));
    }

    /** The URL, always with the scheme {@code pop}. */
    @Override
    public String toString() {
        StringBuilder url = new StringBuilder("pop://");
        user.ifPresent(it -> url.append(encoded(it)));
        auth.ifPresent(it -> url.append(";AUTH=").append(encoded(it)));
        if (user.isPresent() || auth.isPresent()) {
            url.append('@');
        }
        url.append(host.contains(":") ? "[" + host + "]" : host);
        port.ifPresent(it -> url.append(':').append(it));
        return url.toString();
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            boolean plain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || UNRESERVED.indexOf(c) >= 0;
            encoded.append(
                    plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return encoded.toString();
    }

    private static String decoded(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                octets.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            String digits = text.substring(i + 1, Math.min(text.length(), i + 3));
            if (!digits.matches("[0-9A-Fa-f]{2}")) {
                throw new IllegalArgumentException(
                        "a % in a URL stands before two hexadecimal digits");
            }
            octets.write(Integer.parseInt(digits, 16));
            i += 2;
        }
        String decoded;
        try {
            decoded =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(octets.toByteArray()))
                            .toString();
        } catch (CharacterCodingException _) {
            throw new IllegalArgumentException("what a URL's % stand for is no UTF-8");
        }
        if (decoded.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a URL holds no control characters");
        }
        return decoded;
    }
}
