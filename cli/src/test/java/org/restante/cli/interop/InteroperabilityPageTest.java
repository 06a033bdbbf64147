package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs in every build: it needs none of the programs. */
final class InteroperabilityPageTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..").normalize();

    @Test
    void thePageNamesWhatTheClientsDoNotCarryAsTheTestsDo() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/interoperability.md")))
                .contains(Uncarried.table());
    }

    @Test
    void everyEntryIsAboutAClientAndAMessageThatThereAre() {
        assertThat(Uncarried.ALL)
                .allSatisfy(each -> {
                    assertThat(Client.ALL).extracting(Client::toString).contains(each.client());
                    assertThat(Corpus.ALL).extracting(Sample::name).contains(each.sample());
                });
    }
}
