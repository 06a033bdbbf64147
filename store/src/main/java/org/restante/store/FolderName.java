package org.restante.store;

import java.util.List;
import java.util.Optional;

/**
 * A folder of an account, beside the maildrop where its mail arrives.
 *
 * @param levels from the outermost in; at least one, none of them empty, none with {@code .},
 *     {@code /} or a control character in it: no name leads out of the account's own mail
 */
public record FolderName(List<String> levels) {
    public FolderName {
        levels = List.copyOf(levels);
        if (levels.isEmpty() || !levels.stream().allMatch(FolderName::isLevel)) {
            throw new IllegalArgumentException("not a folder's name: " + levels);
        }
    }

    /**
     * Reads a name as people write it, such as {@code Old Mail} or {@code lists/java}: {@code /}
     * and {@code .} part the levels, as in Maildir++, and one {@code /} at the start means nothing.
     *
     * @return empty if no folder can have this name
     */
    public static Optional<FolderName> parse(String text) {
        List<String> levels =
                List.of((text.startsWith("/") ? text.substring(1) : text).split("[/.]", -1));
        return levels.stream().allMatch(FolderName::isLevel)
                ? Optional.of(new FolderName(levels))
                : Optional.empty();
    }

    private static boolean isLevel(String text) {
        return !text.isEmpty()
                && text.chars().noneMatch(c -> c == '.' || c == '/' || Character.isISOControl(c));
    }

    /** As a person writes it, with {@code /} between the levels. */
    @Override
    public String toString() {
        return String.join("/", levels);
    }
}
