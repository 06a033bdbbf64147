package org.restante.client;

import org.restante.testkit.ScriptedServer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Plays scripts to a client: each reply in one piece, and then octet by octet. */
final class Scripts {
    /** A script's line that begins the next connection. */
    static final String NEXT = "S: <next>\n";

    private static final Timeouts PATIENCE = Timeouts.all(Duration.ofSeconds(20));

    private Scripts() {}

    /** What a test does as the client. */
    interface Client {
        void run(Pop3Server server) throws Exception;
    }

    static void play(String script, Client client) throws Exception {
        String[] scripts = script.split(NEXT);
        for (int pieceOctets : new int[] {Integer.MAX_VALUE, 1}) {
            try (ScriptedServer peer =
                    pieceOctets == 1
                            ? ScriptedServer.startInPieces(1, scripts)
                            : ScriptedServer.start(scripts)) {
                Path pem = Files.createTempFile("trust", ".pem");
                Trust trust;
                try {
                    trust = Trust.authorities(peer.trust().writePem(pem));
                } finally {
                    Files.delete(pem);
                }
                client.run(
                        Pop3Server.of("127.0.0.1")
                                .withTrust(trust)
                                .withSecurity(
                                        script.startsWith("S: <tls>")
                                                ? Security.TLS
                                                : script.contains("<tls>")
                                                        ? Security.STLS
                                                        : Security.CLEAR_TEXT)
                                .withPort(peer.address().getPort())
                                .withTimeouts(PATIENCE));
                peer.check();
            }
        }
    }
}
