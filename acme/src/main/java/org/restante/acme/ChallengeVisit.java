package org.restante.acme;

import org.restante.protocol.wire.Line;
import org.restante.protocol.wire.LineReader;
import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.server.net.Listener;
import org.restante.server.net.Refusal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One HTTP request and its answer; then the connection is closed. The HTTP is the least that serves
 * (RFC 9112): GET of a token that is outstanding gets its key authorization, everything else that
 * is a request gets 404, and what is none gets 400.
 */
final class ChallengeVisit implements Listener.Session {
    /** How long a request may take as a whole; an authority's takes milliseconds. */
    private static final Duration REQUEST_TIME_MAX = Duration.ofSeconds(10);

    /** The longest line of a request; a token's path has some 70. */
    private static final int LINE_OCTETS_MAX = 4096;

    /** More header fields than this no authority sends. */
    private static final int FIELDS_MAX = 100;

    private static final int BLOCK_OCTETS = 1024;

    /** Also with a whole URL, which a server must take (RFC 9112 §3.2.2). */
    private static final Pattern REQUEST =
            Pattern.compile("([!-~]+) (?i:http://[!-.0-~]+)?(/[!-~]*) HTTP/1\\.[0-9]");

    private static final String PREFIX = "/.well-known/acme-challenge/";

    private final Connection connection;
    private final Challenges challenges;
    private final Optional<Refusal> refusal;

    ChallengeVisit(Connection connection, Challenges challenges, Optional<Refusal> refusal) {
        this.connection = connection;
        this.challenges = challenges;
        this.refusal = refusal;
    }

    @Override
    public void run() {
        try {
            if (refusal.isPresent()) {
                answer("503 Service Unavailable", "");
                return;
            }
            connection.readWithin(REQUEST_TIME_MAX, EndReason.IDLE);
            serve(new LineReader(connection.input(), LineReader.Ends.CRLF_OR_LF, BLOCK_OCTETS));
        } catch (IOException _) {
            // The peer is gone, or was too slow: it comes again if it is the authority.
        }
    }

    private void serve(LineReader in) throws IOException {
        switch (in.next(LINE_OCTETS_MAX)) {
            case Line.Text(var line) -> {
                Matcher request = REQUEST.matcher(line);
                if (!request.matches() || !isWhole(in)) {
                    answer("400 Bad Request", "");
                    return;
                }
                Optional<String> found =
                        request.group(1).equals("GET") && request.group(2).startsWith(PREFIX)
                                ? challenges.find(request.group(2).substring(PREFIX.length()))
                                : Optional.empty();
                answer(found.isPresent() ? "200 OK" : "404 Not Found", found.orElse(""));
            }
            case Line.TooLong _ -> answer("400 Bad Request", "");
            case Line.End _ -> {}
        }
    }

    /** Reads the header fields, none of which matters, up to the empty line. */
    private static boolean isWhole(LineReader in) throws IOException {
        for (int fields = 0; fields <= FIELDS_MAX; fields++) {
            switch (in.next(LINE_OCTETS_MAX)) {
                case Line.Text(var field) -> {
                    if (field.isEmpty()) {
                        return true;
                    }
                }
                case Line.TooLong _, Line.End _ -> {
                    return false;
                }
            }
        }
        return false;
    }

    private void answer(String status, String body) throws IOException {
        byte[] octets =
                String.format(
                                Locale.ROOT,
                                """
                                HTTP/1.1 %s\r
                                Content-Type: application/octet-stream\r
                                Content-Length: %d\r
                                Connection: close\r
                                \r
                                %s\
                                """,
                                status,
                                body.length(),
                                body)
                        .getBytes(StandardCharsets.US_ASCII);
        connection.write(octets, 0, octets.length);
    }

    @Override
    public void stop() {
        connection.end(EndReason.SHUTDOWN);
    }
}
