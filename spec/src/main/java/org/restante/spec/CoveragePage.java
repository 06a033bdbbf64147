package org.restante.spec;

import java.util.Collection;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The text of {@code docs/rfc/coverage.md}; the same input gives the same text. */
record CoveragePage(
        Collection<Requirement> requirements,
        SortedMap<String, SortedSet<String>> proofs,
        Reasons reasons) {
    /** More names than this do not help a reader who looks for one test to open. */
    private static final int NAMES_MAX = 3;

    String text() {
        var page = new StringBuilder();
        page.append(
                """
                # Which test proves which requirement

                Made by the build from `requirements.md`, `not-covered.md` and the `@Spec` annotations of the tests; not edited by hand.

                """);
        page.append(summary());
        String section = "";
        for (Requirement requirement : requirements) {
            if (!requirement.section().equals(section)) {
                section = requirement.section();
                page.append(
                        String.format(
                                Locale.ROOT,
                                """

                                ## %s

                                | id | level | who | proved by, or why not |
                                | --- | --- | --- | --- |
                                """,
                                section));
            }
            page.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %s | %s |\n",
                            requirement.id(),
                            requirement.level(),
                            requirement.who(),
                            verdict(requirement)));
        }
        return page.toString();
    }

    private String summary() {
        var groups =
                requirements.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Requirement::prefix, TreeMap::new, Collectors.toList()));
        var table = new StringBuilder();
        table.append("| prefix | covered | reason | open | all |\n");
        table.append("| --- | --- | --- | --- | --- |\n");
        groups.forEach((prefix, group) -> table.append(row(prefix, group)));
        return table.append(row("all", requirements)).toString();
    }

    private String row(String name, Collection<Requirement> group) {
        long covered = group.stream().filter(this::covered).count();
        long excused =
                group.stream().filter(it -> !covered(it) && reasons.of(it).isPresent()).count();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d |\n",
                name,
                covered,
                excused,
                group.size() - covered - excused,
                group.size());
    }

    private boolean covered(Requirement requirement) {
        return proofs.containsKey(requirement.id());
    }

    private String verdict(Requirement requirement) {
        SortedSet<String> tests = proofs.get(requirement.id());
        if (tests == null) {
            return reasons.of(requirement).map("– "::concat).orElse("**open**");
        }
        String names =
                tests.stream()
                        .limit(NAMES_MAX)
                        .map(test -> "`" + test + "`")
                        .collect(Collectors.joining(", "));
        return tests.size() <= NAMES_MAX ? names : names + " +" + (tests.size() - NAMES_MAX);
    }
}
