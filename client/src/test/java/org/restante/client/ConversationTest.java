package org.restante.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.restante.spec.Spec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lines that a person types, and whatever comes back. */
final class ConversationTest {
    private static String read(InputStream in) throws IOException {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    @Spec({"CL-002", "CL-003"})
    void anyLineGoesOutAndWhatComesIsShownAsItIs() throws Exception {
        Scripts.play(
                """
                S: 220 this is no POP3
                C: HELO there
                S: what\\x07?
                C: XLST
                S: +OK
                S: ..stuffed
                S: .not stuffed
                S: a\\xE9
                S: .
                C: RETR 1
                S: +OK
                S: ..stuffed
                S: .
                S: -ERR unasked
                C: NOOP
                C: QUIT
                S: +OK
                S: +OK bye
                S: <closed>
                """,
                server -> {
                    try (Conversation talk = Conversation.open(server)) {
                        assertThat(talk.receive()).isEqualTo("220 this is no POP3");
                        talk.send(List.of("HELO there"));
                        assertThat(talk.receive()).isEqualTo("what\u0007?");
                        talk.send(List.of("XLST"));
                        assertThat(talk.receive()).isEqualTo("+OK");
                        assertThat(read(talk.bodyAsOnTheWire()))
                                .isEqualTo("..stuffed\r\n.not stuffed\r\na\u00E9\r\n.\r\n");
                        talk.send(List.of("RETR 1"));
                        talk.receive();
                        assertThat(read(talk.body())).isEqualTo(".stuffed\r\n");
                        assertThat(talk.receive()).isEqualTo("-ERR unasked");
                        assertThat(talk.hasUnread()).isFalse();
                        talk.send(List.of("NOOP", "QUIT"));
                        assertThat(List.of(talk.receive(), talk.receive()))
                                .containsExactly("+OK", "+OK bye");
                        assertThatThrownBy(talk::receive).isInstanceOf(EOFException.class);
                    }
                });
    }

    @Test
    void whatIsLeftOfABodyIsDroppedBeforeTheNextCommand() throws Exception {
        Scripts.play(
                "S: +OK\nC: RETR 1\nS: +OK\nS: a\nS: b\nS: .\nC: NOOP\nS: +OK done\nC: <closed>",
                server -> {
                    try (Conversation talk = Conversation.open(server)) {
                        talk.receive();
                        talk.send(List.of("RETR 1"));
                        talk.receive();
                        InputStream body = talk.body();
                        assertThat(body.read()).isEqualTo('a');
                        talk.send(List.of("NOOP"));
                        assertThat(talk.receive()).isEqualTo("+OK done");
                        assertThatThrownBy(body::read).isInstanceOf(IOException.class);
                    }
                });
    }

    @Test
    @Spec("TL-012")
    void tlsBeginsWhenItIsTold() throws Exception {
        Scripts.play(
                "S: +OK\nC: STLS\nS: +OK\nS: <tls>\nC: NOOP\nS: -ERR\nC: <closed>",
                server -> {
                    try (Conversation talk = Conversation.open(server)) {
                        talk.receive();
                        assertThat(talk.tls()).isEmpty();
                        talk.send(List.of("STLS"));
                        assertThat(talk.receive()).isEqualTo("+OK");
                        talk.startTls();
                        assertThat(talk.tls()).isPresent();
                        talk.send(List.of("NOOP"));
                        assertThat(talk.receive()).isEqualTo("-ERR");
                    }
                });
    }

    @Test
    void aLineThatWouldBeTwoIsNotSent() throws Exception {
        Scripts.play(
                "S: +OK\nC: <closed>",
                server -> {
                    try (Conversation talk = Conversation.open(server)) {
                        talk.receive();
                        assertThatThrownBy(() -> talk.send(List.of("NOOP", "NOOP\r\nDELE 1")))
                                .isInstanceOf(IllegalArgumentException.class);
                    }
                });
    }
}
