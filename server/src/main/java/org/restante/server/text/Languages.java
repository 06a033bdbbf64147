package org.restante.server.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The languages there are. Each is looked for once, when somebody first asks for it. */
public final class Languages {
    /** The registered tag of what is spoken before anybody has chosen (RFC 6856 §3.2). */
    public static final String DEFAULT_TAG = "i-default";

    /** What a tag may look like, and so the name of its file (RFC 5646 §2.1). */
    private static final Pattern TAG = Pattern.compile("[a-z]{1,8}(-[a-z0-9]{1,8})*");

    private static final Map<String, Language> KNOWN =
            new ConcurrentHashMap<>(Map.of(Language.ENGLISH.tag(), Language.ENGLISH));

    private Languages() {}

    /** All of them, by tag. */
    public static List<Language> all() {
        return List.copyOf(Found.BY_TAG.values());
    }

    /**
     * The one that suits a range best: the range itself, else what is left of it when it is cut
     * from the end (RFC 4647 §3.4).
     *
     * @param range such as {@code fr-CA}, in any letter case
     */
    public static Optional<Language> matching(String range) {
        String wanted = range.toLowerCase(Locale.ROOT);
        while (!wanted.isEmpty()) {
            Optional<Language> found = find(wanted);
            if (found.isPresent()) {
                return found;
            }
            int hyphen = wanted.lastIndexOf('-');
            wanted = wanted.substring(0, Math.max(0, hyphen));
            // A single letter only introduces what is gone now.
            if (wanted.length() > 1 && wanted.charAt(wanted.length() - 2) == '-') {
                wanted = wanted.substring(0, wanted.length() - 2);
            }
        }
        return Optional.empty();
    }

    private static Optional<Language> find(String tag) {
        // What is not found is not remembered: anybody may ask for anything.
        return TAG.matcher(tag).matches()
                ? Optional.ofNullable(
                        KNOWN.computeIfAbsent(tag, it -> Language.find(it).orElse(null)))
                : Optional.empty();
    }

    /** Resources cannot be listed from a module: every tag that Java has heard of is tried. */
    private static final class Found {
        private static final Map<String, Language> BY_TAG = new TreeMap<>();

        static {
            TreeSet<String> tags = new TreeSet<>(List.of(Locale.getISOLanguages()));
            Arrays.stream(Locale.getAvailableLocales())
                    .map(locale -> locale.toLanguageTag().toLowerCase(Locale.ROOT))
                    .forEach(tags::add);
            for (String tag : tags) {
                find(tag).ifPresent(language -> BY_TAG.put(tag, language));
            }
        }
    }
}
