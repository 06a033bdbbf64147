package org.restante.cli.bench;

import org.restante.bench.Failed;
import org.restante.bench.Failure;
import org.restante.bench.Figures;
import org.restante.bench.Held;
import org.restante.bench.Load;

import java.util.Comparator;
import java.util.Formatter;
import java.util.Locale;
import java.util.Map;

/** Figures for people. */
final class FiguresText {
    private static final double[] SHOWN = {50, 90, 99, 99.9, 100};

    /** A generator busier than this may be slower than what it measures. */
    private static final double BUSY = 0.9;

    private FiguresText() {}

    static String of(Load load, Figures figures, int processors) {
        Formatter text = new Formatter(Locale.ROOT);
        text.format("%s%n", title(load, figures.seconds()));
        text.format("%-18s %14s %14s%n", "", "in all", "per second");
        row(text, "sessions", figures.sessions(), figures.sessionsPerSecond());
        row(text, "messages", figures.messages(), figures.messagesPerSecond());
        row(text, "MB", figures.octets() / 1e6, figures.megabytesPerSecond());
        row(text, "errors", figures.failures(), figures.failuresPerSecond());
        failed(text, figures.failed());
        if (load.resumes()) {
            text.format("%-18s %,14d%n", "TLS resumed", figures.resumed());
        }
        if (figures.notBegun() > 0) {
            text.format(
                    "%,d sessions were due and never begun: all connections were busy.%n",
                    figures.notBegun());
        }
        text.format(
                "%nlatency of a session%s, ms%n",
                load.rate().isPresent() ? " from when it was due" : "");
        for (double each : SHOWN) {
            text.format(
                    "%-18s %,14.2f%n", percentile(each), figures.latencies().micros(each) / 1e3);
        }
        if (figures.processors() > BUSY * processors) {
            text.format(
                    "%nThe generator kept %.2f of its %d processors busy: it may be what is"
                            + " measured here.%n",
                    figures.processors(), processors);
        }
        return text.toString();
    }

    static String of(Load load, Held held) {
        Formatter text = new Formatter(Locale.ROOT);
        text.format("%s%n", title(load, held.seconds()));
        text.format("%-18s %,14d%n", "asked for", held.asked());
        text.format("%-18s %,14d  in %.2f s%n", "logged in", held.loggedIn(), held.readySeconds());
        text.format("%-18s %,14d  after %.0f s%n", "standing", held.standing(), held.seconds());
        text.format("%-18s %,14d%n", "errors", held.failures());
        failed(text, held.failed());
        return text.toString();
    }

    static String percentile(double percent) {
        return percent == 100
                ? "max"
                : "p"
                        + String.format(
                                Locale.ROOT,
                                (percent == Math.rint(percent) ? "%.0f" : "%s"),
                                percent);
    }

    /** What was done, in a line. */
    static String title(Load load, double seconds) {
        String title =
                load.workload().word()
                        + " at "
                        + load.server()
                        + " "
                        + security(load)
                        + ", connections: "
                        + load.connections()
                        + ", users: "
                        + load.users().count();
        if (load.rate().isPresent()) {
            title += ", rate: " + load.rate().getAsDouble() + "/s";
        }
        return title + String.format(Locale.ROOT, ", %.1f s", seconds);
    }

    private static String security(Load load) {
        return switch (load.server().security()) {
            case TLS -> "(TLS)";
            case STLS -> "(STLS)";
            case CLEAR_TEXT -> "(clear text)";
        };
    }

    private static void failed(Formatter text, Map<Failure, Failed> failed) {
        failed.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.comparingLong(it -> -it.count())))
                .forEach(each ->
                        text.format(
                                "  %-16s %,14d  such as: %s%n",
                                each.getKey().meaning(),
                                each.getValue().count(),
                                printable(each.getValue().words())));
    }

    /** A server's words cannot drive the terminal. */
    static String printable(String words) {
        return words.replaceAll("\\p{C}", "?");
    }

    private static void row(Formatter text, String what, long count, double perSecond) {
        text.format("%-18s %,14d %,14.1f%n", what, count, perSecond);
    }

    private static void row(Formatter text, String what, double count, double perSecond) {
        text.format("%-18s %,14.1f %,14.1f%n", what, count, perSecond);
    }
}
