package org.restante.server.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.restante.server.TestPostOffice;
import org.restante.spec.Chunking;
import org.restante.spec.Transcript;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A post office where alice, bob and carol get mail, and dave, who is disabled, does not. */
final class MailRoom implements AutoCloseable {
    /** How each dialogue begins. */
    static final String GREETING =
            """
            S: 220 mail.example.org LMTP ready
            C: LHLO client.example
            S: 250-mail.example.org
            S: 250-PIPELINING
            S: 250-ENHANCEDSTATUSCODES
            S: 250-8BITMIME
            S: 250-SMTPUTF8
            S: 250 SIZE ...
            """;

    /** The greeting, and an envelope for alice up to the message. */
    static final String TO_ALICE =
            GREETING
                    + """
                    C: MAIL FROM:<sender@example.org>
                    S: 250 2.1.0 sender ok
                    C: RCPT TO:<alice@localhost>
                    S: 250 2.1.5 recipient ok
                    C: DATA
                    S: 354 go ahead, end with a full stop on a line of its own
                    """;

    static final String BYE =
            """
            C: QUIT
            S: 221 2.0.0 bye
            S: <closed>
            """;

    private static final Pattern TRACE =
            Pattern.compile(
                    "Return-Path: <.*>\r\nDelivered-To: .+\r\nReceived: .+\r\n\tby .+\r\n\tfor .+\r\n");

    final WatchedStore store = new WatchedStore();
    final TestPostOffice office;

    MailRoom() throws IOException {
        this(TestPostOffice.Options.standard());
    }

    MailRoom(TestPostOffice.Options options) throws IOException {
        office = new TestPostOffice(store, options);
        office.accounts()
                .put("alice", "secret")
                .put("bob", "secret")
                .put("carol", "secret")
                .put("dave", "secret", false);
    }

    /** A room where a message with a bare CR or LF is refused. */
    static MailRoom refusingBareLineEnds() throws IOException {
        return new MailRoom(settings(true, 64L * 1024 * 1024, 10));
    }

    /** A room with the smallest limit for a message, 64 KiB. */
    static MailRoom withSmallestLimit() throws IOException {
        return new MailRoom(settings(false, 64 * 1024, 10));
    }

    static TestPostOffice.Options settings(boolean refuse, long octetsMax, int errorsMax) {
        return TestPostOffice.Options.standard()
                .withLmtp(s ->
                        new LmtpSettings(
                                s.hostname(),
                                s.peers(),
                                refuse,
                                s.bareLineEndsMendedFor(),
                                octetsMax,
                                s.recipientsMax(),
                                s.idleTimeout(),
                                errorsMax));
    }

    Sender sender() throws IOException {
        return new Sender(office.lmtp());
    }

    /** Plays a dialogue in each way of cutting it into packets, on a connection for each. */
    void play(String transcript) throws IOException {
        for (Chunking chunking : Chunking.all()) {
            play(transcript, chunking);
        }
    }

    void play(String transcript, Chunking chunking) throws IOException {
        try (Socket socket = office.lmtp()) {
            Transcript.parse(transcript).run(socket, chunking);
        }
    }

    /** An account's messages without the fields that delivery put on top, which must be there. */
    List<String> delivered(String account) throws IOException {
        List<String> messages = new ArrayList<>();
        for (String stored : store.messages(account)) {
            Matcher trace = TRACE.matcher(stored);
            assertThat(trace.lookingAt()).as("trace fields of %s", stored).isTrue();
            messages.add(stored.substring(trace.end()));
        }
        return messages;
    }

    /** That each dialogue of {@link #play} brought an account one message, all the same. */
    void assertDelivered(String account, String message) throws IOException {
        assertThat(delivered(account)).hasSize(Chunking.all().size()).containsOnly(message);
    }

    void assertNothingDelivered() throws IOException {
        for (String account : List.of("alice", "bob", "carol", "dave")) {
            assertThat(store.messages(account)).isEmpty();
        }
    }

    @Override
    public void close() {
        office.close();
    }
}
