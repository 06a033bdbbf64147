package org.restante.server.pop2;

import static org.restante.server.session.PlainScene.lines;

import org.junit.jupiter.api.Test;
import org.restante.server.TestPostOffice;
import org.restante.server.session.PlainScene;
import org.restante.spec.Spec;

import java.io.IOException;
import java.util.Arrays;

/** The dialogues of RFC 937. */
final class Pop2ExamplesTest {
    private static final String GREETING = "S: + POP2 mail.example.org server ready\n";

    private static int[] many(int count, int octets, int last) {
        int[] sizes = new int[count];
        Arrays.fill(sizes, octets);
        sizes[count - 1] = last;
        return sizes;
    }

    @Test
    @Spec({"P2-001", "P2-005", "P2-012", "P2-015", "P2-017", "P2-023"})
    void theNormalScenario() throws IOException {
        PlainScene.octets(many(13, 100, 537))
                .plays(
                        TestPostOffice::pop2,
                        GREETING
                                + """
                                C: HELO alice secret
                                S: #13 messages
                                C: READ 13
                                S: =537 octets in message 13
                                C: RETR
                                """
                                + lines(537)
                                + """
                                C: ACKS
                                S: =0 no such message
                                C: QUIT
                                S: + bye
                                S: <closed>
                                """);
    }

    @Test
    @Spec({"P2-012", "P2-014", "P2-015", "P2-018", "P2-023"})
    void example1() throws IOException {
        PlainScene.octets(537, 234)
                .leaving()
                .plays(
                        TestPostOffice::pop2,
                        GREETING
                                + """
                                C: HELO ALICE secret
                                S: #2 messages
                                C: READ
                                S: =537 octets in message 1
                                C: RETR
                                """
                                + lines(537)
                                + """
                                C: ACKD
                                S: =234 octets in message 2
                                C: RETR
                                """
                                + lines(234)
                                + """
                                C: ACKD
                                S: =0 no such message
                                C: QUIT
                                S: + bye
                                S: <closed>
                                """);
    }

    @Test
    @Spec({"P2-009", "P2-012", "P2-017"})
    void example2() throws IOException {
        PlainScene.octets(many(35, 50, 50))
                .folder("usr/spool/mail/smith", many(27, 60, 10123))
                .plays(
                        TestPostOffice::pop2,
                        GREETING
                                + """
                                C: HELO alice secret
                                S: #35 messages
                                C: FOLD /usr/spool/mail/smith
                                S: #27 messages
                                C: READ  27
                                S: =10123 octets in message 27
                                C: RETR
                                """
                                + lines(10123)
                                + """
                                C: ACKS
                                S: =0 no such message
                                C: QUIT
                                S: + bye
                                S: <closed>
                                """);
    }

    /** The example closes behind READ already; what the RFC says of READ is {@code =0}. */
    @Test
    @Spec({"P2-013", "P2-016"})
    void example3() throws IOException {
        PlainScene.octets()
                .plays(
                        TestPostOffice::pop2,
                        GREETING
                                + """
                                C: HELO alice secret
                                S: #0 messages
                                C: READ
                                S: =0 no such message
                                C: RETR
                                S: <closed>
                                """);
    }
}
