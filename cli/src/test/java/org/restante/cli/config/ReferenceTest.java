package org.restante.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The texts made from the table of keys. {@code -Drestante.update} writes the page anew. */
final class ReferenceTest {
    @TempDir Path folder;

    private Loaded read(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("restante.toml"), text);
        return ConfigurationReader.read(Request.file(file), new Search(folder, folder, folder));
    }

    @Test
    void thePageInDocsIsTheOneMadeFromTheTable() throws Exception {
        Path page = repository().resolve("docs/configuration.md");
        if (System.getProperty("restante.update") != null) {
            Files.writeString(page, Reference.page());
        }
        assertThat(Files.readString(page))
                .as(
                        "docs/configuration.md; write it anew with: mvn -pl cli -am test"
                                + " -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Drestante.update")
                .isEqualTo(Reference.page());
    }

    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        return Files.exists(folder.resolve("restante")) ? folder : folder.resolve("..").normalize();
    }

    @Test
    void theFileOfInitSetsNothing() throws Exception {
        Loaded loaded = read(Reference.template());
        assertThat(loaded.settings()).allMatch(Setting::isDefault);
    }

    @Test
    void theFileOfInitUncommentedIsTheDefaultSpelledOut() throws Exception {
        Configuration defaults = read("").configuration();
        String uncommented =
                Reference.template()
                        .lines()
                        .map(line -> line.matches("#[^ ].*") ? line.substring(1) : line)
                        .filter(line -> !line.contains("# an example;"))
                        .filter(line -> !line.contains("= ...  # default:"))
                        .reduce("", (all, line) -> all + line + "\n");
        Loaded loaded = read(uncommented);
        assertThat(loaded.configuration()).isEqualTo(defaults);
        assertThat(loaded.settings())
                .filteredOn(Setting::isDefault)
                .extracting(Setting::key)
                .containsExactlyInAnyOrderElementsOf(withoutFixedDefault());
    }

    private static List<String> withoutFixedDefault() {
        return Keys.all().stream()
                .filter(key -> !(key.whenAbsent() instanceof Key.Preset.Fixed<?>))
                .<String>map(Key::name)
                .toList();
    }

    private static List<Key<?>> keysOfTables() {
        return Keys.lists().stream()
                .<Key<?>>flatMap(list -> list.shapes().values().stream().flatMap(List::stream))
                .toList();
    }

    @Test
    void everyKeyIsDocumentedInOneLineAndStandsInTheFileAndThePage() {
        for (Key<?> key : Keys.all()) {
            assertThat(key.documentation()).as(key.name()).endsWith(".").doesNotContain("\n");
            assertThat(Reference.page()).contains("`" + key.name() + "`");
            assertThat(Reference.template()).containsOnlyOnce("\n#" + key.name() + " = ");
        }
        for (Key<?> key : keysOfTables()) {
            assertThat(key.documentation()).as(key.name()).endsWith(".").doesNotContain("\n");
            assertThat(Reference.page()).contains("`" + key.name() + "`");
            assertThat(Reference.template())
                    .contains(key.name().substring(key.name().lastIndexOf('.') + 1) + " = ");
        }
    }

    @Test
    void anExampleInTheFileIsAnAllowedValue() {
        for (Key<?> key : keysOfTables()) {
            if (key.whenAbsent() instanceof Key.Preset.Required<?>(var example)) {
                assertThat(key.type().reader().read(example, new Type.Base(folder, folder)))
                        .as(key.name())
                        .isNotNull();
            }
        }
        for (Key<?> key : Stream.concat(Keys.all().stream(), keysOfTables().stream()).toList()) {
            if (key.whenAbsent() instanceof Key.Preset.Nothing<?>(_, var example)) {
                assertThat(key.type().reader().read(example, new Type.Base(folder, folder)))
                        .as(key.name())
                        .isInstanceOf(Optional.class);
            }
        }
    }
}
