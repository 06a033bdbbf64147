package org.restante.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ScriptedServerTest {
    private static final String LOGIN =
            """
            S: +OK ready
            C: USER alice
            S: +OK
            C: PASS ...
            S: +OK
            C: QUIT
            S: +OK
            """;

    @Test
    void aScriptIsPlayedAndTheServerCloses() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(LOGIN);
                Caller caller = new Caller(server.address())) {
            assertThat(caller.line()).isEqualTo("+OK ready");
            assertThat(caller.ask("USER alice")).isEqualTo("+OK");
            assertThat(caller.ask("PASS secret")).isEqualTo("+OK");
            assertThat(caller.ask("QUIT")).isEqualTo("+OK");
            assertThat(caller.rest()).isEmpty();
            server.check();
            assertThat(server.dialogues().getFirst().transcript())
                    .isEqualTo(LOGIN.replace("...", "***"));
        }
    }

    @Test
    void scriptsArePlayedInPiecesOneForEachConnection() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.startInPieces(1, "S: -ERR later", "S: +OK now\\c")) {
            try (Caller caller = new Caller(server.address())) {
                assertThat(caller.rest()).isEqualTo("-ERR later\r\n");
            }
            try (Caller caller = new Caller(server.address())) {
                assertThat(caller.rest()).isEqualTo("+OK now");
            }
            server.check();
        }
    }

    @Test
    void anUnexpectedCommandEndsTheConnectionAndIsTold() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(LOGIN);
                Caller caller = new Caller(server.address())) {
            caller.line();
            caller.send("CAPA\r\n");
            assertThat(caller.rest()).isEmpty();
            assertThatThrownBy(server::check)
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(
                            """
                            connection 1: expected USER alice␍␊
                            received CAPA␍␊
                            after
                            S: +OK ready
                            C: CAPA
                            """);
            // Told once.
            assertThatCode(server::close).doesNotThrowAnyException();
        }
    }

    @Test
    void aPasswordIsNotInTheFailure() throws Exception {
        try (ScriptedServer server = ScriptedServer.start("C: PASS right");
                Caller caller = new Caller(server.address())) {
            caller.send("PASS wrong\r\n");
            assertThatThrownBy(server::check)
                    .hasMessageContaining("received PASS ***")
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void whatNobodyCheckedIsToldAtTheEnd() throws Exception {
        ScriptedServer server = ScriptedServer.start("S: +OK\nC: QUIT\n");
        try (Caller caller = Caller.greeted(server.address())) {
            caller.send("STAT\r\n");
            caller.rest();
        }
        assertThatThrownBy(server::close).hasMessageContaining("received STAT");
    }

    @Test
    void aClientThatClosesEarlyIsTold() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(LOGIN)) {
            Caller.greeted(server.address()).close();
            assertThatThrownBy(server::check).hasMessageContaining("received <closed>");
        }
    }

    @Test
    void whatIsPipelinedBehindTheEndIsTold() throws Exception {
        try (ScriptedServer server = ScriptedServer.start("C: QUIT\nS: +OK\n");
                Caller caller = new Caller(server.address())) {
            caller.send("QUIT\r\nNOOP\r\n");
            assertThat(caller.rest()).isEqualTo("+OK\r\n");
            assertThatThrownBy(server::check)
                    .hasMessageContaining("expected nothing more, received NOOP");
        }
    }

    @Test
    void oneConnectionTooManyIsTold() throws Exception {
        try (ScriptedServer server = ScriptedServer.start("S: +OK")) {
            try (Caller caller = new Caller(server.address())) {
                assertThat(caller.rest()).isEqualTo("+OK\r\n");
            }
            try (Caller caller = new Caller(server.address())) {
                assertThat(caller.rest()).isEmpty();
            }
            assertThatThrownBy(server::check).hasMessageContaining("a client connected once more");
        }
    }

    @Test
    void tlsBeginsWhereTheScriptSays() throws Exception {
        String script =
                """
                S: +OK
                C: STLS
                S: +OK
                S: <tls>
                C: AUTH PLAIN
                S: +\s
                C: AGFsaWNlAHNlY3JldA==
                S: +OK
                C: <closed>
                """;
        try (ScriptedServer server = ScriptedServer.start(script)) {
            try (Caller caller = Caller.greeted(server.address())) {
                assertThat(caller.ask("STLS")).isEqualTo("+OK");
                caller.startTls();
                assertThat(caller.ask("AUTH PLAIN")).isEqualTo("+ ");
                assertThat(caller.ask("AGFsaWNlAHNlY3JldA==")).isEqualTo("+OK");
            }
            server.check();
            assertThat(server.dialogues().getFirst().commands())
                    .containsExactly("STLS", "AUTH PLAIN", "***");
        }
    }

    @Test
    void theCertificateCanBeABadOne() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.start(
                                Integer.MAX_VALUE, CertificateKind.OTHER_NAME, "S: <tls>\nS: +OK");
                Caller caller = new Caller(server.address())) {
            assertThatThrownBy(caller::startTls).hasMessageContaining("localhost");
            assertThatThrownBy(server::check).hasMessageContaining("the connection broke");
        }
    }

    @Test
    void octetsOfAllKindsAreExpectedAndSaid() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.start(
                                "C: A\\x00\\n\\c\nC: BC\\c\nS: \\xff\\n\\c\nS: <closed>");
                Caller caller = new Caller(server.address())) {
            caller.send("A\0\nBC");
            assertThat(caller.rest()).isEqualTo("\u00FF\n");
            server.check();
        }
    }

    @Test
    void aStalledScriptEndsWithTheClientOrWithTheServer() throws Exception {
        ScriptedServer server = ScriptedServer.start("S: +O\\c\nS: <stall>", "S: -\\c\nS: <stall>");
        try (Caller caller = new Caller(server.address())) {
            assertThat(caller.octets(2)).isEqualTo("+O");
        }
        try (Caller caller = new Caller(server.address())) {
            assertThat(caller.octets(1)).isEqualTo("-");
            server.close();
            assertThat(caller.rest()).isEmpty();
        }
    }

    @Test
    void aScriptThatIsNoneIsRefused() {
        assertThatThrownBy(() -> ScriptedServer.start("")).hasMessage("a script without a line");
        assertThatThrownBy(() -> ScriptedServer.start("S: <closed>\nS: x"))
                .hasMessage("script lines behind S: <closed>");
        assertThatThrownBy(() -> ScriptedServer.start("X: y")).hasMessageContaining("X: y");
        assertThatThrownBy(() -> ScriptedServer.start("S: \\q")).hasMessageContaining("\\q");
        assertThatThrownBy(() -> ScriptedServer.startInPieces(0, "S: x"))
                .hasMessage("pieces of 0 octets");
    }
}
