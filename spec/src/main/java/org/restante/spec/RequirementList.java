package org.restante.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the numbered list: headings and lines of the form {@code - **P3-001** MUST, server, …}. */
final class RequirementList {
    private static final Pattern HEADING = Pattern.compile("#{2,3} (.+)");
    private static final Pattern ITEM =
            Pattern.compile(
                    "- \\*\\*([A-Z][A-Z0-9]-\\d{3})\\*\\* "
                            + "(MUST|MUST NOT|SHOULD|SHOULD NOT|MAY), (server|client|both), .+");

    private RequirementList() {}

    /**
     * The items by id, in the order of the text.
     *
     * @throws IllegalArgumentException a line that begins as an item is none, or an id comes twice:
     *     a requirement that silently drops out of the list would look like one that is met
     */
    static Map<String, Requirement> parse(List<String> lines) {
        var found = new LinkedHashMap<String, Requirement>();
        String section = "";
        for (String line : lines) {
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                section = heading.group(1);
            } else if (line.startsWith("- **")) {
                var item = ITEM.matcher(line);
                if (!item.matches()) {
                    throw new IllegalArgumentException("not a requirement: " + line);
                }
                var requirement =
                        new Requirement(item.group(1), section, item.group(2), item.group(3));
                if (found.put(requirement.id(), requirement) != null) {
                    throw new IllegalArgumentException(requirement.id() + " stands there twice");
                }
            }
        }
        return found;
    }
}
