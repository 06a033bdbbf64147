package org.restante.shell.practice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The pages of exercises, in both languages. */
final class ExercisesTest {
    private static final Path DOCS = Path.of(System.getProperty("basedir", ".")).resolve("../docs");

    private final Practice practice;

    ExercisesTest() throws IOException {
        practice = Practice.start(Locale.ENGLISH);
    }

    @AfterEach
    void close() {
        practice.close();
    }

    private static List<String> found(String pattern, String page) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(DOCS.resolve(page)))
                .results()
                .map(it -> it.group(1))
                .toList();
    }

    @Test
    void bothLanguagesHaveTheSameExercises() throws IOException {
        for (String what : List.of("(?m)^## (\\d+)\\. ", "(?s)```shell\n(.*?)```")) {
            assertThat(found(what, "fr/shell-exercises.md"))
                    .hasSizeGreaterThan(11)
                    .isEqualTo(found(what, "shell-exercises.md"));
        }
    }

    @Test
    void everyFaultThatIsOrderedThereExists() throws IOException {
        for (String page : List.of("shell-exercises.md", "fr/shell-exercises.md")) {
            List<String> orders = found("(?m)(?:^|`)fault ([^`\n]+)", page);
            assertThat(orders).hasSizeGreaterThan(10);
            orders.forEach(order -> assertThat(practice.order(order)).isNotBlank());
        }
    }
}
