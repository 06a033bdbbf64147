package org.restante.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class NamesTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "mail.example.org, mail.example.org",
        "3f2a9c1b0d, 3f2a9c1b0d",
        "(none), localhost",
        "'', localhost",
        "two words, localhost"
    })
    void thisMachineIsCalledWhatItsFileSaysIfThatIsAName(String written, String name)
            throws IOException {
        Path file = Files.writeString(folder.resolve("hostname"), written + "\n");
        assertThat(Names.thisMachine(file)).isEqualTo(name);
    }

    @Test
    void withoutTheFileItHasANameAllTheSame() {
        assertThat(Names.thisMachine(folder.resolve("missing"))).isNotEmpty();
    }
}
