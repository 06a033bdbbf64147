package org.restante.server.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The languages there are. Looked for once, when somebody first asks. */
public final class Languages {
    /** The registered tag of what is spoken before anybody has chosen (RFC 6856 §3.2). */
    public static final String DEFAULT_TAG = "i-default";

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
            Language found = Found.BY_TAG.get(wanted);
            if (found != null) {
                return Optional.of(found);
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

    /** Resources cannot be listed from a module: every tag that Java has heard of is tried. */
    private static final class Found {
        private static final Map<String, Language> BY_TAG = new TreeMap<>();

        static {
            TreeSet<String> tags = new TreeSet<>(List.of(Locale.getISOLanguages()));
            Arrays.stream(Locale.getAvailableLocales())
                    .map(locale -> locale.toLanguageTag().toLowerCase(Locale.ROOT))
                    .forEach(tags::add);
            BY_TAG.put(Language.ENGLISH.tag(), Language.ENGLISH);
            tags.remove(Language.ENGLISH.tag());
            for (String tag : tags) {
                Language.find(tag).ifPresent(language -> BY_TAG.put(tag, language));
            }
        }
    }
}
