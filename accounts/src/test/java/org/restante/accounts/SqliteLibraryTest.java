package org.restante.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

final class SqliteLibraryTest {
    @Test
    void whatWasLoadedIsLeftNowhere() throws IOException {
        SqliteLibrary.load();
        try (Stream<String> mapped = Files.lines(Path.of("/proc/self/maps"))) {
            assertThat(mapped.filter(it -> it.contains("libsqlitejdbc")))
                    .isNotEmpty()
                    .allSatisfy(it -> assertThat(it).endsWith(" (deleted)"));
        }
    }
}
