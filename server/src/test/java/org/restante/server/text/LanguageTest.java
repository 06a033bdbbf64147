package org.restante.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.protocol.pop3.ReplyWriter;
import org.restante.spec.Spec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

final class LanguageTest {
    /** {@code .0} and the like are words for certain numbers; each language has its own. */
    private static final Pattern FOR_A_NUMBER = Pattern.compile("\\.\\d+$");

    private static Set<String> keys(Language language) {
        return language.words().keySet().stream()
                .map(key -> FOR_A_NUMBER.matcher(key).replaceFirst(""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyLanguageHasWordsForEachTextAndNoOthers() {
        Set<String> texts = new TreeSet<>();
        Arrays.stream(Text.values()).map(Text::key).forEach(texts::add);
        texts.add("language");
        assertThat(Languages.all()).extracting(Language::tag).contains("en", "fr");
        assertThat(Languages.all())
                .allSatisfy(language -> assertThat(keys(language)).isEqualTo(texts));
    }

    @Test
    void theArgumentsAreTheSameInEachLanguage() {
        Pattern argument = Pattern.compile("\\{[0-9]\\}");
        for (Language language : Languages.all()) {
            language.words()
                    .forEach((key, words) -> {
                        String plain = FOR_A_NUMBER.matcher(key).replaceFirst("");
                        Set<String> own = new TreeSet<>();
                        argument.matcher(words).results().forEach(found -> own.add(found.group()));
                        Set<String> english = new TreeSet<>();
                        argument.matcher(Language.ENGLISH.words().get(plain))
                                .results()
                                .forEach(found -> english.add(found.group()));
                        if (plain.equals(key)) {
                            assertThat(own).as("%s in %s", key, language.tag()).isEqualTo(english);
                        } else {
                            assertThat(english)
                                    .as("%s in %s", key, language.tag())
                                    .containsAll(own);
                        }
                        assertThat(words.replaceAll(argument.pattern(), ""))
                                .as("%s in %s", key, language.tag())
                                .doesNotContain("{", "}");
                    });
        }
    }

    @Test
    @Spec({"CA-016", "U8-019", "P3-008"})
    void noWordsLookLikeAResponseCodeOrAreTooLong() {
        for (Language language : Languages.all()) {
            for (Text text : Text.values()) {
                String said = language.say(text, Long.MAX_VALUE, Long.MAX_VALUE);
                assertThat(said).isNotBlank().doesNotStartWith("[");
                assertThat(said.getBytes(StandardCharsets.UTF_8).length)
                        .isLessThan(ReplyWriter.STATUS_LINE_OCTETS_MAX - 40);
            }
        }
    }

    @Test
    @Spec("U8-016")
    void englishIsAscii() {
        assertThat(String.join("", Language.ENGLISH.words().values())).matches("\\p{ASCII}*");
    }

    @Test
    void aNumberMayHaveWordsOfItsOwn() {
        Language french = Languages.matching("fr").orElseThrow();
        assertThat(Language.ENGLISH.say(Text.MAILDROP, 0, 0L)).isEqualTo("0 messages (0 octets)");
        assertThat(Language.ENGLISH.say(Text.MAILDROP, 1, 9L)).isEqualTo("1 message (9 octets)");
        assertThat(Language.ENGLISH.say(Text.MAILDROP, 11, 9L)).isEqualTo("11 messages (9 octets)");
        assertThat(french.say(Text.MAILDROP, 0, 0L)).isEqualTo("0 message (0 octets)");
    }

    @ParameterizedTest
    @CsvSource({"fr,fr", "FR,fr", "fr-CA,fr", "fr-Latn-CA-x-old,fr", "en-GB-oed,en"})
    @Spec("U8-015")
    void aRangeFindsTheNearestTag(String range, String tag) {
        assertThat(Languages.matching(range)).map(Language::tag).contains(tag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"xx-none", "f", "", "-", "-fr", "fra nce", "../en", "../text/fr", "*-fr"})
    @Spec("U8-017")
    void whatNoLanguageIsCalledFindsNone(String range) {
        assertThat(Languages.matching(range)).isEmpty();
    }

    @Test
    void theLanguagesSayTheirOwnNames() {
        assertThat(Languages.all())
                .extracting(Language::name)
                .containsAll(List.of("English", "Français"));
    }
}
