package org.restante.shell.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

final class WordsTest {
    private static final Pattern SAID =
            Pattern.compile("\\bwords\\.say\\(\\s*\"([^\"]+)\"(?!\\s*\\+)");

    private final Words english = Words.of(Locale.ENGLISH);
    private final Words french = Words.of(Locale.CANADA_FRENCH);

    @Test
    void aLanguageWithoutWordsIsSpokenToInEnglish() {
        assertThat(Words.of(Locale.KOREAN).say("messages", 3)).isEqualTo("3 messages");
    }

    @Test
    void oneMessageIsNoPlural() {
        assertThat(english.say("messages", 1)).isEqualTo("1 message");
    }

    @Test
    void bothLanguagesHaveTheSameKeysAndArguments() {
        Map<String, String> translated = french.all();
        assertThat(translated.keySet()).isEqualTo(english.all().keySet());
        for (Map.Entry<String, String> each : english.all().entrySet()) {
            assertThat(arguments(translated.getOrDefault(each.getKey(), "")))
                    .as(each.getKey())
                    .isEqualTo(arguments(each.getValue()));
        }
    }

    private static Set<String> arguments(String template) {
        TreeSet<String> arguments = new TreeSet<>();
        Pattern.compile("\\{\\d}")
                .matcher(template)
                .results()
                .forEach(it -> arguments.add(it.group()));
        return arguments;
    }

    @Test
    void whatTheSourcesSayThereAreWordsFor() throws IOException {
        TreeSet<String> said = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                Matcher matcher = SAID.matcher(Files.readString(file));
                while (matcher.find()) {
                    said.add(matcher.group(1));
                }
            }
        }
        assertThat(english.all().keySet()).containsAll(said);
        assertThatThrownBy(() -> english.say("no such words"))
                .isInstanceOf(IllegalStateException.class);
    }
}
