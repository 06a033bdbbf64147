package org.restante.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Which file a process reads, the first time and at a reload. */
final class ConfigurationOptionsTest {
    @TempDir Path folder;
    private final ConfigurationOptions options = new ConfigurationOptions();
    private Path here;
    private Path system;

    @BeforeEach
    void folders() throws IOException {
        here = Files.createDirectory(folder.resolve("here"));
        system = Files.createDirectory(folder.resolve("system"));
    }

    private Loaded read() throws ConfigurationException {
        return options.read(List.of(), new Search(here, folder, system));
    }

    private static Path file(Path folder) throws IOException {
        return Files.writeString(folder.resolve("restante.toml"), "hostname = \"mail.test\"\n");
    }

    @Test
    void aFileThatHasGoneIsAnErrorAtAReload() throws Exception {
        Path file = file(here);
        assertThat(read().file()).contains(file);
        Files.delete(file);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(this::read)
                .withMessageContaining(file.toString());
    }

    @Test
    void anotherFileThatAppearsIsNotTaken() throws Exception {
        Path file = file(system);
        assertThat(read().file()).contains(file);
        file(here);
        assertThat(read().file()).contains(file);
    }

    @Test
    void whoStartedWithoutAFileTakesTheOneThatIsWritten() throws Exception {
        assertThat(read().file()).isEmpty();
        Path file = file(here);
        assertThat(read().file()).contains(file);
    }
}
