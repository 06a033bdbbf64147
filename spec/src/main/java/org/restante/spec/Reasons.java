package org.restante.spec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Why requirements have no test, from the table rows of {@code docs/rfc/not-covered.md}.
 *
 * <p>The first column names whom a row is about: {@code P3-077}, {@code P3-104 – P3-113}, several
 * of these with commas, or by wildcard {@code CL-*}, {@code *}, either with a {@code client},
 * {@code server} or {@code both} behind it. A row that names an id goes before a wildcard; among
 * wildcards the first in the text wins.
 */
final class Reasons {
    private static final Pattern ROW = Pattern.compile("\\| *([^|]*?) *\\| *([^|]*?) *\\|");
    private static final Pattern WILDCARD =
            Pattern.compile("(?:([A-Z][A-Z0-9])-)?\\*(?: (server|client|both))?");
    private static final Pattern IDS =
            Pattern.compile("([A-Z][A-Z0-9])-(\\d{3})(?: – ([A-Z][A-Z0-9])-(\\d{3}))?");

    private record Wildcard(Optional<String> prefix, Optional<String> who, String reason) {
        boolean covers(Requirement requirement) {
            return prefix.map(requirement.prefix()::equals).orElse(true)
                    && who.map(requirement.who()::equals).orElse(true);
        }
    }

    private final Map<String, String> exact = new TreeMap<>();
    private final List<Wildcard> wildcards = new ArrayList<>();

    private Reasons() {}

    /**
     * Reads the rows of every table in the text.
     *
     * @throws IllegalArgumentException a row is not of the form above, names an id a second time,
     *     or has no reason
     */
    static Reasons parse(List<String> lines) {
        var reasons = new Reasons();
        boolean inTable = false;
        for (String line : lines) {
            var row = ROW.matcher(line);
            if (line.matches("\\|[ |-]+\\|")) {
                inTable = true;
            } else if (!line.startsWith("|")) {
                inTable = false;
            } else if (inTable) {
                if (!row.matches() || row.group(2).isEmpty()) {
                    throw new IllegalArgumentException("not a row of two columns: " + line);
                }
                reasons.add(row.group(1), row.group(2));
            }
        }
        return reasons;
    }

    private void add(String whom, String reason) {
        var wildcard = WILDCARD.matcher(whom);
        if (wildcard.matches()) {
            wildcards.add(
                    new Wildcard(
                            Optional.ofNullable(wildcard.group(1)),
                            Optional.ofNullable(wildcard.group(2)),
                            reason));
            return;
        }
        for (String part : whom.split(", *", -1)) {
            var ids = IDS.matcher(part);
            if (!ids.matches() || (ids.group(3) != null && !ids.group(3).equals(ids.group(1)))) {
                throw new IllegalArgumentException("names no requirement: " + part);
            }
            int first = Integer.parseInt(ids.group(2));
            int last = ids.group(4) == null ? first : Integer.parseInt(ids.group(4));
            for (int number = first; number <= last; number++) {
                String id = String.format(Locale.ROOT, "%s-%03d", ids.group(1), number);
                if (exact.put(id, reason) != null) {
                    throw new IllegalArgumentException(id + " has two reasons");
                }
            }
        }
    }

    /** The ids that rows name one by one or by range. */
    Collection<String> named() {
        return exact.keySet();
    }

    Optional<String> of(Requirement requirement) {
        return Optional.ofNullable(exact.get(requirement.id()))
                .or(() ->
                        wildcards.stream()
                                .filter(wildcard -> wildcard.covers(requirement))
                                .map(Wildcard::reason)
                                .findFirst());
    }
}
