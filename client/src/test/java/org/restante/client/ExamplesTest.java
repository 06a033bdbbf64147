package org.restante.client;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.testkit.PostOffice;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

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
            assertThat(office.messages("alice")).hasSize(1);
            Path fetched = Files.createDirectory(folder.resolve("fetched"));
            Examples.fetch(server, fetched);
            assertThat(fetched.resolve("1.eml")).hasContent(MESSAGE);
            assertThat(office.messages("alice")).isEmpty();
        }
    }
}
