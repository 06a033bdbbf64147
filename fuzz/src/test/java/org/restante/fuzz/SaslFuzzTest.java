package org.restante.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.restante.protocol.sasl.CramMd5;
import org.restante.protocol.sasl.OauthBearerMessage;
import org.restante.protocol.sasl.PlainMessage;
import org.restante.protocol.sasl.SaslBase64;
import org.restante.protocol.sasl.ScramMessage;
import org.restante.protocol.sasl.Utf8;
import org.restante.protocol.sasl.Xoauth2Message;

import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/** A message of a mechanism means one thing, and is written in one way. */
final class SaslFuzzTest {
    @FuzzTest
    void base64(byte[] data) {
        String text = Wire.text(data);
        SaslBase64.decode(text)
                .ifPresent(octets ->
                        assertThat(Base64.getEncoder().encodeToString(octets)).isEqualTo(text));
        assertThat(SaslBase64.decode(Base64.getEncoder().encodeToString(data)).orElseThrow())
                .isEqualTo(data);
    }

    @FuzzTest
    void plain(byte[] message) {
        Optional<PlainMessage> parsed = PlainMessage.parse(message);
        parsed.ifPresent(plain -> {
            assertThat(Utf8.encode(plain.format())).isEqualTo(message);
            assertThat(plain.authenticationId()).isNotEmpty();
            assertThat(plain.authenticationId() + plain.authorizationId())
                    .doesNotContain("\r", "\n", "\0");
            assertThat(plain.password().reveal()).isNotEmpty().doesNotContain("\0");
            assertThat(message.length).isLessThanOrEqualTo(3 * 255 + 2);
        });
    }

    /** Signatures cover the text: nothing may be lost between what came and what is signed. */
    @FuzzTest
    void scram(byte[] message) {
        exact(message, ScramMessage.ClientFirst::parse);
        exact(message, ScramMessage.ServerFirst::parse);
        exact(message, ScramMessage.ClientFinal::parse);
        again(message, ScramMessage.ServerFinal::parse, ScramMessage::format);
        ScramMessage.ClientFirst.parse(message)
                .ifPresent(first -> {
                    assertThat(first.name()).isNotEmpty().doesNotContain("\0");
                    assertThat(first.nonce()).isNotEmpty().doesNotContain(",");
                    assertThat(first.header().format() + first.bare()).isEqualTo(first.format());
                });
    }

    private static void exact(
            byte[] message, Function<byte[], Optional<? extends ScramMessage>> parse) {
        parse.apply(message)
                .ifPresent(parsed -> assertThat(Utf8.encode(parsed.format())).isEqualTo(message));
    }

    @FuzzTest
    void oauthBearer(byte[] message) {
        again(message, OauthBearerMessage::parse, OauthBearerMessage::format);
        OauthBearerMessage.parse(message)
                .flatMap(OauthBearerMessage::token)
                .ifPresent(token -> assertThat(token.reveal()).matches("[!-~]+"));
    }

    @FuzzTest
    void xoauth2(byte[] message) {
        again(message, Xoauth2Message::parse, Xoauth2Message::format);
        Xoauth2Message.parse(message)
                .ifPresent(parsed ->
                        assertThat(parsed.user()).doesNotContain("\r", "\n", "\0", "\u0001"));
    }

    @FuzzTest
    void cramMd5(byte[] message) {
        again(message, CramMd5::parse, CramMd5::format);
    }

    /** What is understood is the same when it is written anew. */
    private static <M> void again(
            byte[] message, Function<byte[], Optional<M>> parse, Function<M, String> format) {
        Optional<M> parsed = parse.apply(message);
        if (parsed.isPresent()) {
            assertThat(parse.apply(Utf8.encode(format.apply(parsed.get())))).isEqualTo(parsed);
        }
    }
}
