package org.restante.shell.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The shell's words in one language. Immutable.
 *
 * <p>{@code {0}} stands for the first argument. A text whose first argument is a number may have
 * words of its own for certain numbers: {@code messages.1} is what {@code messages} becomes for one
 * message.
 */
public final class Words {
    private static final Words ENGLISH = read("en").orElseThrow();

    private final Map<String, String> words;

    private Words(Map<String, String> words) {
        this.words = words;
    }

    /** The words of a person's language, English where there are none. */
    public static Words of(Locale locale) {
        return read(locale.getLanguage()).orElse(ENGLISH);
    }

    private static Optional<Words> read(String language) {
        try (InputStream file = Words.class.getResourceAsStream(language + ".properties")) {
            if (file == null) {
                return Optional.empty();
            }
            Properties read = new Properties();
            read.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            Map<String, String> words = new HashMap<>();
            read.stringPropertyNames().forEach(key -> words.put(key, read.getProperty(key)));
            return Optional.of(new Words(words));
        } catch (IOException e) {
            throw new UncheckedIOException("the words of " + language + " cannot be read", e);
        }
    }

    /** Says it, with the arguments in their places. */
    public String say(String key, Object... arguments) {
        return find(key, arguments)
                .orElseThrow(() -> new IllegalStateException("there are no words for " + key));
    }

    /** The same, where there may be nothing to say. */
    public Optional<String> find(String key, Object... arguments) {
        String template = arguments.length == 0 ? null : words.get(key + "." + arguments[0]);
        if (template == null) {
            template = words.get(key);
        }
        return template == null ? Optional.empty() : Optional.of(filled(template, arguments));
    }

    private static String filled(String template, Object... arguments) {
        StringBuilder filled = new StringBuilder(template.length() + 16);
        int from = 0;
        for (int brace; (brace = template.indexOf('{', from)) >= 0; from = brace + 3) {
            filled.append(template, from, brace)
                    .append(arguments[template.charAt(brace + 1) - '0']);
        }
        return filled.append(template, from, template.length()).toString();
    }

    /** All keys and words, for the test that compares the languages. */
    Map<String, String> all() {
        return new TreeMap<>(words);
    }
}
