package org.restante.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.protocol.Secret;
import org.restante.testkit.PostOffice;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

final class ExamplesTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void whatThePageShowsIsWhatIsRun() throws Exception {
        String examples =
                squeezed(
                        Files.readString(
                                MODULE.resolve("src/test/java/org/restante/client/Examples.java")));
        List<String> shown =
                BLOCK.matcher(Files.readString(MODULE.resolve("../docs/client.md")))
                        .results()
                        .map(it -> squeezed(it.group(1)))
                        .toList();
        assertThat(shown).hasSizeGreaterThan(2).allSatisfy(it -> assertThat(examples).contains(it));
    }

    private static final String MESSAGE = "Subject: one\r\n\r\nbody\r\n";

    @Test
    void eachWorks(@TempDir Path folder) throws Exception {
        try (PostOffice office =
                PostOffice.builder().account("alice", "secret").message("alice", MESSAGE).start()) {
            Pop3Server server =
                    Pop3Server.of("localhost")
                            .withPort(office.pop3s().getPort())
                            .withTrust(
                                    Trust.authorities(
                                            office.trust().writePem(folder.resolve("ca.pem"))));
            try (Pop3Client client = Pop3Client.connect(server)) {
                assertThat(Examples.login(client, Mechanism.USER))
                        .isEqualTo(Mechanism.SCRAM_SHA_256);
            }
            try (Pop3Client client = Pop3Client.connect(server)) {
                RemoteMaildrop maildrop = client.login(new Credentials.Password("alice", "secret"));
                assertThat(Examples.listing(maildrop, Map.of())).hasSize(1);
                Examples.retrieve(maildrop, folder.resolve("one.eml"));
                assertThat(folder.resolve("one.eml")).hasContent(MESSAGE);
                assertThat(new String(Examples.top(maildrop), US_ASCII))
                        .isEqualTo("Subject: one\r\n\r\n");
                Path all = Files.createDirectory(folder.resolve("all"));
                assertThat(Examples.retrieveAll(maildrop, all)).isEmpty();
                assertThat(all.resolve("1.eml")).hasContent(MESSAGE);
            }
            assertThat(Examples.conversation(server)).startsWith("+OK ").contains(" / +OK ");
            assertThat(office.messages("alice")).hasSize(1);
            Path fetched = Files.createDirectory(folder.resolve("fetched"));
            Examples.fetch(server, fetched);
            assertThat(fetched.resolve("1.eml")).hasContent(MESSAGE);
            assertThat(office.messages("alice")).isEmpty();
        }
    }

    @Test
    void thoseOfSingleMethodsWork(@TempDir Path folder) throws Exception {
        try (PostOffice office =
                PostOffice.builder()
                        .account("alice", "secret")
                        .message("alice", MESSAGE)
                        .message("alice", MESSAGE.repeat(100))
                        .start()) {
            Path pem = office.trust().writePem(folder.resolve("ca.pem"));
            int port = office.pop3s().getPort();
            assertThat(Examples.connect("localhost", port, pem)).contains(" by TLSv1.3");
            Pop3Server server =
                    Pop3Server.of("localhost").withPort(port).withTrust(Trust.authorities(pem));
            try (Pop3Client client = Pop3Client.connect(server)) {
                assertThat(Examples.language(client)).contains("fr ");
                RemoteMaildrop maildrop = Examples.utf8(client);
                assertThat(Examples.removeLarge(maildrop, 1000)).isEqualTo(1);
            }
            assertThat(office.messages("alice")).hasSize(1);
            try (Pop3Client client = Pop3Client.connect(server)) {
                assertThat(Examples.empty(client)).isEmpty();
            }
            assertThat(office.messages("alice")).isEmpty();
            List<String> shown = new ArrayList<>();
            assertThatThrownBy(() -> Pop3Client.connect(server.withTrust(Examples.judge(shown))))
                    .isInstanceOf(SSLException.class);
            assertThat(shown).hasSize(1);
        }
        assertThat(Examples.url().mechanism()).contains(Mechanism.SCRAM_SHA_256);
    }

    @Test
    void aRefusedTokenIsAskedForOnceMore() throws Exception {
        Scripts.play(
                """
                S: <tls>
                S: +OK
                C: CAPA
                S: +OK
                S: SASL OAUTHBEARER
                S: .
                C: AUTH OAUTHBEARER ...
                S: + e30=
                C: AQ==
                S: -ERR [AUTH] old
                C: AUTH OAUTHBEARER ...
                S: +OK
                C: CAPA
                S: +OK
                S: .
                C: <closed>
                """,
                server -> {
                    List<Boolean> asked = new ArrayList<>();
                    try (Pop3Client client = Pop3Client.connect(server)) {
                        Examples.token(
                                client,
                                again -> {
                                    asked.add(again);
                                    return new Secret("token");
                                });
                    }
                    assertThat(asked).containsExactly(false, true);
                });
    }
}
