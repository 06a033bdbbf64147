package org.restante.accounts;

import java.util.List;

/** What became of lines that were to be imported. */
public sealed interface ImportResult {
    /** Every line was taken. Names that existed before and were left alone are in skipped. */
    record Imported(List<String> added, List<String> skipped) implements ImportResult {
        public Imported {
            added = List.copyOf(added);
            skipped = List.copyOf(skipped);
        }
    }

    /** Nothing was changed, because of these lines. */
    record Refused(List<BadLine> lines) implements ImportResult {
        public Refused {
            lines = List.copyOf(lines);
        }
    }

    /**
     * A line that cannot be imported.
     *
     * @param number the first is 1
     */
    record BadLine(int number, String reason) {}
}
