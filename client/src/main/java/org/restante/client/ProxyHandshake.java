package org.restante.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Asks a proxy for a way to the server; what follows goes straight through. */
final class ProxyHandshake {
    private static final int VERSION = 5;

    /** SOCKS says lengths in one octet (RFC 1928 §5). */
    private static final int PART_OCTETS_MAX = 255;

    /** A line of an HTTP proxy's answer. */
    private static final int LINE_OCTETS_MAX = 8 * 1024;

    /** Lines of an HTTP proxy's answer; none of them is used. */
    private static final int HEADER_LINES_MAX = 100;

    private ProxyHandshake() {}

    /** RFC 1928, with RFC 1929 if there is a login. */
    static void socks5(Route.Socks5 proxy, Pop3Server server, InputStream in, OutputStream out)
            throws IOException {
        String name = "the SOCKS proxy " + proxy.host() + ":" + proxy.port();
        int method = proxy.login().isPresent() ? 2 : 0;
        out.write(new byte[] {VERSION, 1, (byte) method});
        byte[] chosen = exactly(in, 2, name);
        if (chosen[0] != VERSION || chosen[1] != method) {
            throw new IOException(
                    name
                            + (chosen[0] != VERSION
                                    ? " does not speak SOCKS5"
                                    : proxy.login().isPresent()
                                            ? " takes no password"
                                            : " wants a login"));
        }
        if (proxy.login().isPresent()) {
            Route.Login login = proxy.login().get();
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.write(1);
            part(request, login.user().getBytes(StandardCharsets.UTF_8), "the user's name");
            part(request, login.password().octets(), "the password");
            out.write(request.toByteArray());
            if (exactly(in, 2, name)[1] != 0) {
                throw new IOException(name + " refuses the login");
            }
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(new byte[] {VERSION, 1, 0, 3});
        part(request, server.host().getBytes(StandardCharsets.UTF_8), "the server's name");
        request.write(server.port() >> 8);
        request.write(server.port());
        out.write(request.toByteArray());
        byte[] answer = exactly(in, 4, name);
        if (answer[1] != 0) {
            throw new IOException(name + " cannot reach " + server + ": " + reason(answer[1]));
        }
        int address =
                switch (answer[3]) {
                    case 1 -> 4;
                    case 4 -> 16;
                    case 3 -> exactly(in, 1, name)[0] & 0xFF;
                    default -> throw new IOException(name + " does not speak SOCKS5");
                };
        exactly(in, address + 2, name);
    }

    private static String reason(byte code) {
        return switch (code) {
            case 2 -> "its rules forbid it";
            case 3 -> "network unreachable";
            case 4 -> "host unreachable";
            case 5 -> "connection refused";
            case 6 -> "it took too long";
            default -> "code " + code;
        };
    }

    private static void part(ByteArrayOutputStream request, byte[] octets, String what)
            throws IOException {
        if (octets.length > PART_OCTETS_MAX) {
            throw new IOException(what + " is longer than SOCKS can say");
        }
        request.write(octets.length);
        request.writeBytes(octets);
    }

    private static byte[] exactly(InputStream in, int octets, String name) throws IOException {
        byte[] all = in.readNBytes(octets);
        if (all.length < octets) {
            throw new EOFException(name + " hung up");
        }
        return all;
    }

    /** RFC 9110 §9.3.6. */
    static void http(Route.HttpConnect proxy, Pop3Server server, InputStream in, OutputStream out)
            throws IOException {
        String name = "the HTTP proxy " + proxy.host() + ":" + proxy.port();
        StringBuilder request = new StringBuilder();
        request.append("CONNECT ").append(server).append(" HTTP/1.1\r\nHost: ").append(server);
        proxy.login()
                .ifPresent(login ->
                        request.append("\r\nProxy-Authorization: Basic ")
                                .append(
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        (login.user()
                                                                        + ":"
                                                                        + login.password().reveal())
                                                                .getBytes(
                                                                        StandardCharsets.UTF_8))));
        request.append("\r\n\r\n");
        out.write(request.toString().getBytes(StandardCharsets.UTF_8));
        String status = line(in, name);
        if (!status.matches("HTTP/1\\.[01] 2\\d\\d(?: .*)?")) {
            throw new IOException(
                    name + " does not connect to " + server + ": " + Dialogue.shortened(status));
        }
        for (int count = 0; !line(in, name).isEmpty(); count++) {
            if (count == HEADER_LINES_MAX) {
                throw new IOException(name + " sends too long a header");
            }
        }
    }

    /** Octet by octet: what stands behind the empty line is the server's already. */
    private static String line(InputStream in, String name) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException(name + " hung up");
            }
            if (line.length() == LINE_OCTETS_MAX) {
                throw new IOException(name + " sends too long a line");
            }
            line.append((char) octet);
        }
        return line.toString().stripTrailing();
    }
}
