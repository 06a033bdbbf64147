package org.restante.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.restante.client.Trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the pages tell a learner to type does what they say. */
final class ExercisesRunTest {
    private static final Path DOCS = Path.of(System.getProperty("basedir", ".")).resolve("../docs");
    private static final Pattern BLOCK = Pattern.compile("(?s)```shell\n(.*?)```");

    private record Page(String file, Locale locale) {}

    @TestFactory
    Stream<DynamicTest> everyExercise() {
        return Stream.of(
                        new Page("shell-exercises.md", Locale.ENGLISH),
                        new Page("fr/shell-exercises.md", Locale.FRENCH))
                .flatMap(page -> {
                    List<String> blocks = blocks(page.file());
                    assertThat(blocks).hasSizeGreaterThan(15);
                    return IntStream.range(0, blocks.size())
                            .mapToObj(i ->
                                    DynamicTest.dynamicTest(
                                            page.file() + ", block " + (i + 1),
                                            () -> run(blocks.get(i), page.locale())));
                });
    }

    private static List<String> blocks(String file) {
        try {
            return BLOCK.matcher(Files.readString(DOCS.resolve(file)))
                    .results()
                    .map(it -> it.group(1))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void run(String script, Locale locale) throws IOException {
        Setup setup =
                new Setup(
                        Optional.empty(),
                        Trust.system(),
                        Optional.empty(),
                        false,
                        false,
                        Optional.of(Path.of("-")),
                        Optional.empty(),
                        false,
                        locale);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                PopShell.run(
                        setup,
                        new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)),
                        new PrintWriter(out),
                        new PrintWriter(err));
        assertThat(err.toString()).as(out.toString()).isEmpty();
        assertThat(code).isZero();
    }
}
