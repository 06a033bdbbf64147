package org.restante.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.restante.server.net.Connection;
import org.restante.server.net.EndReason;
import org.restante.server.net.TlsOffer;
import org.restante.spec.Wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Plays the server's part of a script on one connection. Confined to one thread. */
final class ScriptPlayer {
    private static final int LINE_OCTETS_MAX = 1024 * 1024;

    private final Connection connection;
    private final Dialogue dialogue;
    private final int pieceOctets;
    private final TlsOffer tls;
    private final Duration patience;
    private PieceReader client;
    private Optional<Request> exchange = Optional.empty();

    ScriptPlayer(
            Connection connection,
            Dialogue dialogue,
            int pieceOctets,
            TlsOffer tls,
            Duration patience) {
        this.connection = connection;
        this.dialogue = dialogue;
        this.pieceOctets = pieceOctets;
        this.tls = tls;
        this.patience = patience;
        this.client = new PieceReader(connection.input());
    }

    /** Returns what a client did wrong, if it did; what broke by our own stop is nobody's. */
    Optional<String> play(Script script) {
        connection.readWithin(patience, EndReason.IDLE);
        try {
            for (int i = 0; i < script.steps().size(); i++) {
                Optional<String> wrong;
                try {
                    wrong = play(script.steps().get(i));
                } catch (IOException e) {
                    // A client that closes as it must need not have read everything before.
                    if (closesBehindWhatIsSaid(script.steps().subList(i, script.steps().size()))) {
                        return Optional.empty();
                    }
                    throw e;
                }
                if (wrong.isPresent()) {
                    return Optional.of(wrong.get() + "\nafter\n" + dialogue.transcript());
                }
            }
            return client.hasBuffered()
                    ? Optional.of("expected nothing more, received " + rest())
                    : Optional.empty();
        } catch (IOException e) {
            if (connection.endedBecause().filter(EndReason.SHUTDOWN::equals).isPresent()) {
                return Optional.empty();
            }
            return Optional.of(
                    "the connection broke: "
                            + e.getMessage()
                            + "\nafter\n"
                            + dialogue.transcript());
        }
    }

    private static boolean closesBehindWhatIsSaid(List<Script.Step> left) {
        int said = 0;
        while (said < left.size() && left.get(said) instanceof Script.Step.Say) {
            said++;
        }
        return said < left.size() && left.get(said) instanceof Script.Step.ExpectClose;
    }

    private Optional<String> play(Script.Step step) throws IOException {
        switch (step) {
            case Script.Step.Say(var octets) -> say(octets.getBytes(ISO_8859_1));
            case Script.Step.Tls _ -> {
                if (client.hasBuffered()) {
                    return Optional.of("expected a handshake, received in the clear " + rest());
                }
                connection.startTls(tls);
                dialogue.note("TLS");
                client = new PieceReader(connection.input());
            }
            case Script.Step.Stall _ -> client.skipToEnd();
            case Script.Step.Close _ -> dialogue.note("the server closed");
            case Script.Step.ExpectClose _ -> {
                String more = rest();
                if (!more.isEmpty()) {
                    return Optional.of("expected the end, received " + more);
                }
            }
            case Script.Step.Expect(var octets, var anyRest) -> {
                return expect(octets, anyRest);
            }
        }
        return Optional.empty();
    }

    private void say(byte[] octets) throws IOException {
        dialogue.server(octets);
        for (int at = 0; at < octets.length; at += Math.min(pieceOctets, octets.length - at)) {
            connection.write(octets, at, Math.min(pieceOctets, octets.length - at));
        }
        if (!RelaySession.isChallenge(octets)) {
            exchange = Optional.empty();
        }
    }

    private Optional<String> expect(String octets, boolean anyRest) throws IOException {
        boolean line = anyRest || octets.endsWith("\n");
        String got = line ? line() : exactly(octets.length());
        String shown = got.isEmpty() ? "<closed>" : show(got);
        boolean right = anyRest ? got.startsWith(octets) && got.endsWith("\n") : got.equals(octets);
        return right
                ? Optional.empty()
                : Optional.of(
                        "expected "
                                + visible(octets)
                                + (anyRest ? "..." : "")
                                + "\nreceived "
                                + shown);
    }

    /** Records it; returns it for a person, octet by octet if nothing in it is secret. */
    private String show(String got) {
        String text = got.replaceFirst("\r?\n$", "");
        Request request =
                exchange.map(auth -> Request.response(auth, text))
                        .orElseGet(() -> Request.command(text));
        exchange = request.keyword().equals("AUTH") ? Optional.of(request) : Optional.empty();
        dialogue.client(request.shown());
        return request.isLogin() ? request.shown() : visible(got);
    }

    private String line() throws IOException {
        return new String(client.piece(LINE_OCTETS_MAX), ISO_8859_1);
    }

    private String exactly(int octets) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        int octet = octets > 0 ? client.read() : -1;
        while (octet >= 0) {
            got.write(octet);
            octet = got.size() < octets ? client.read() : -1;
        }
        return got.toString(ISO_8859_1);
    }

    /** The start of what the client sends, until the end of a line. */
    private String rest() throws IOException {
        return visible(line());
    }

    private static String visible(String octets) {
        return Wire.visible(octets.getBytes(ISO_8859_1)).stripTrailing();
    }
}
