package org.restante.cli.collect;

import org.restante.collect.Report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Figures of collections in Prometheus' text format, in a file that is replaced as a whole. Totals
 * count from the start of the process. For any thread.
 */
final class MetricsFile {
    private final Path file;
    private final Map<String, Figures> collections = new TreeMap<>();

    /** Of one collection. */
    private static final class Figures {
        private long ended;
        private long succeeded;
        private long failed;
        private long messages;
        private long waiting;
        private long runs;
        private long failures;
        private long delivered;
        private long octets;
        private long removed;
        private long refused;
    }

    MetricsFile(Path file) {
        this.file = file;
    }

    /**
     * Writes the file anew.
     *
     * @throws IOException if it cannot be written
     */
    synchronized void ended(String collection, Report report, Instant now) throws IOException {
        Figures figures = collections.computeIfAbsent(collection, _ -> new Figures());
        figures.ended = now.getEpochSecond();
        figures.runs++;
        if (report.failure().isPresent()) {
            figures.failures++;
            figures.failed = 1;
        } else {
            figures.failed = 0;
            figures.succeeded = now.getEpochSecond();
            figures.messages = report.listed() - report.removed();
            figures.waiting = report.waiting() + report.refused().size();
        }
        figures.delivered += report.delivered();
        figures.octets += report.octets();
        figures.removed += report.removed();
        figures.refused += report.refused().size();
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String text() {
        return series(
                        "last_run_timestamp_seconds",
                        "gauge",
                        "When the last run ended.",
                        f -> f.ended)
                + series(
                        "last_success_timestamp_seconds",
                        "gauge",
                        "When the last run ended that did not fail; 0 if none did yet.",
                        f -> f.succeeded)
                + series("failed", "gauge", "1 if the last run failed.", f -> f.failed)
                + series(
                        "server_messages",
                        "gauge",
                        "Messages on the server behind the last run that did not fail.",
                        f -> f.messages)
                + series(
                        "refused_messages",
                        "gauge",
                        "Messages on the server that were refused and wait to be tried again.",
                        f -> f.waiting)
                + series("runs_total", "counter", "Runs.", f -> f.runs)
                + series("failures_total", "counter", "Runs that failed.", f -> f.failures)
                + series(
                        "delivered_messages_total",
                        "counter",
                        "Messages that were delivered.",
                        f -> f.delivered)
                + series("delivered_octets_total", "counter", "Octets of those.", f -> f.octets)
                + series(
                        "removed_messages_total",
                        "counter",
                        "Messages that were removed from the server.",
                        f -> f.removed)
                + series(
                        "refusals_total",
                        "counter",
                        "How often a message was refused by the server or the destination.",
                        f -> f.refused);
    }

    /** Names of collections have no characters that would have to be escaped. */
    private String series(String name, String type, String help, ToLongFunction<Figures> value) {
        String full = "restante_collect_" + name;
        StringBuilder text = new StringBuilder();
        text.append("# HELP ").append(full).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(full).append(' ').append(type).append('\n');
        collections.forEach((collection, figures) ->
                text.append(full)
                        .append("{collection=\"")
                        .append(collection)
                        .append("\"} ")
                        .append(value.applyAsLong(figures))
                        .append('\n'));
        return text.toString();
    }
}
