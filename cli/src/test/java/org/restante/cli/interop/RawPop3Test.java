package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** What the clients' tests compare loosely, octet for octet: the real server and a naive client. */
@Tag("interop")
final class RawPop3Test {
    private static final String ACCOUNT = "corpus";

    @TempDir private static Path folder;
    private static ServerProcess server;

    @BeforeAll
    static void fillAMaildrop() throws Exception {
        server = ServerProcess.start(folder);
        Path maildir = Folders.maildir(server.account(ACCOUNT));
        for (int i = 0; i < Corpus.ALL.size(); i++) {
            Files.writeString(
                    maildir.resolve("new/%d.M1P1.host".formatted(1_700_000_000 + i)),
                    Corpus.ALL.get(i).octets(),
                    StandardCharsets.ISO_8859_1);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        try (ServerProcess _ = server) {
            assertThat(folder).exists();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Spec({"OC-001", "OC-002", "OC-006", "RW-014"})
    void everyMessageIsSentOctetForOctetAndAsLongAsListed(Security security) throws Exception {
        try (RawPop3 client = RawPop3.login(server, security, ACCOUNT)) {
            String listing = client.listing("LIST");
            for (int i = 0; i < Corpus.ALL.size(); i++) {
                Sample sample = Corpus.ALL.get(i);
                String message = client.listing("RETR " + (i + 1));
                assertThat(message.equals(sample.canonical())).as(sample.name()).isTrue();
                assertThat(listing).contains((i + 1) + " " + message.length() + "\r\n");
            }
        }
    }

    @Test
    @Spec({"RW-011", "P3-099"})
    void topWithAHugeCountIsTheWholeMessage() throws Exception {
        try (RawPop3 client = RawPop3.login(server, Security.CLEAR, ACCOUNT)) {
            for (int i = 0; i < Corpus.ALL.size(); i++) {
                Sample sample = Corpus.ALL.get(i);
                for (String count : new String[] {"99999999", "2147483647", "4294967296"}) {
                    assertThat(
                                    client.listing("TOP " + (i + 1) + " " + count)
                                            .equals(sample.canonical()))
                            .as(sample.name())
                            .isTrue();
                }
            }
        }
    }

    @Test
    @Spec("RW-002")
    void aWholeDialogueInTheFirstPacketIsAnsweredInOrder() throws Exception {
        String dialogue =
                "CAPA\r\nUSER "
                        + ACCOUNT
                        + "\r\nPASS "
                        + ServerProcess.PASSWORD
                        + "\r\nSTAT\r\nRETR 1\r\nQUIT\r\n";
        try (RawPop3 client = RawPop3.connect(server, Security.CLEAR, dialogue)) {
            client.ok();
            assertThat(client.listing()).contains("PIPELINING\r\n");
            client.ok();
            client.ok();
            assertThat(client.ok()).startsWith(Corpus.ALL.size() + " ");
            client.ok();
            assertThat(client.listing()).isEqualTo(Corpus.ALL.getFirst().canonical());
            client.ok();
        }
    }

    @Test
    @Spec({"RW-010", "SA-021", "P3-039"})
    void uniqueIdsAreAnnouncedBeforeAndAfterALoginByAuthPlainOverTls() throws Exception {
        String response =
                Base64.getEncoder()
                        .encodeToString(
                                ("\0" + ACCOUNT + "\0" + ServerProcess.PASSWORD)
                                        .getBytes(StandardCharsets.UTF_8));
        try (RawPop3 client = RawPop3.connect(server, Security.POP3S, "")) {
            assertThat(client.listing("CAPA"))
                    .contains("UIDL\r\n")
                    .contains("USER\r\n")
                    .containsPattern("SASL .*PLAIN");
            client.command("AUTH PLAIN " + response);
            assertThat(client.listing("CAPA")).contains("UIDL\r\n");
            assertThat(client.listing("UIDL").lines()).hasSize(Corpus.ALL.size());
        }
    }
}
