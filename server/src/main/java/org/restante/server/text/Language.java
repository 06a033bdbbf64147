package org.restante.server.text;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The words of one language. For any thread.
 *
 * <p>A text whose first argument is a number may have words of its own for certain numbers: {@code
 * maildrop.1} is what {@code maildrop} becomes for one message.
 */
public final class Language {
    /** What a session speaks until it is told otherwise: English in ASCII (RFC 6856 §3.2). */
    public static final Language ENGLISH = new Language("en");

    private static final String NAME_KEY = "language";

    private final String tag;

    /**
     * Read when something is first said: the commands that only read a configuration say nothing.
     */
    private volatile @Nullable Map<String, String> words;

    private Language(String tag) {
        this.tag = tag;
    }

    /**
     * The language of exactly this tag, if there is a file of it.
     *
     * @param tag as RFC 5646 has it, such as {@code fr} or {@code pt-br}, in lower case
     */
    static Optional<Language> find(String tag) {
        return Language.class.getResource(tag + ".properties") == null
                ? Optional.empty()
                : Optional.of(new Language(tag));
    }

    /** Its tag, in lower case. */
    public String tag() {
        return tag;
    }

    /** Its name in itself. */
    public String name() {
        return read().getOrDefault(NAME_KEY, tag);
    }

    /** Says it; a text that the language lacks is said in English. */
    public String say(Text text, Object... arguments) {
        Map<String, String> words = read();
        String key = text.key();
        String template = arguments.length == 0 ? null : words.get(key + "." + arguments[0]);
        if (template == null) {
            template = words.get(key);
        }
        if (template == null) {
            if (this == ENGLISH) {
                throw new IllegalStateException("there are no words for " + text);
            }
            return ENGLISH.say(text, arguments);
        }
        return filled(template, arguments);
    }

    private static String filled(String template, Object... arguments) {
        if (arguments.length == 0) {
            return template;
        }
        StringBuilder filled = new StringBuilder(template.length() + 16);
        int from = 0;
        for (int brace; (brace = template.indexOf('{', from)) >= 0; from = brace + 3) {
            filled.append(template, from, brace)
                    .append(arguments[template.charAt(brace + 1) - '0']);
        }
        return filled.append(template, from, template.length()).toString();
    }

    /** All keys and words, for the test that compares the files. */
    Map<String, String> words() {
        return new TreeMap<>(read());
    }

    /**
     * Reads its words now, so that no session is the first to find that they cannot be.
     *
     * @throws UncheckedIOException if they cannot
     */
    public void load() {
        read();
    }

    private Map<String, String> read() {
        Map<String, String> known = words;
        if (known != null) {
            return known;
        }
        Map<String, String> all = new HashMap<>();
        try (InputStream file =
                requireNonNull(
                        Language.class.getResourceAsStream(tag + ".properties"),
                        () -> "the words of " + tag)) {
            Properties read = new Properties();
            read.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            read.stringPropertyNames().forEach(key -> all.put(key, read.getProperty(key)));
        } catch (IOException e) {
            throw new UncheckedIOException("the words of " + tag + " cannot be read", e);
        }
        words = all;
        return all;
    }
}
