package org.restante.cli.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.bench.Failed;
import org.restante.bench.Failure;
import org.restante.bench.Figures;
import org.restante.bench.Held;
import org.restante.bench.Latencies;
import org.restante.bench.Load;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Figures for programs. */
final class FiguresJson {
    private FiguresJson() {}

    static JsonObject of(Load load, Figures figures) {
        JsonObject whole = plan(load);
        whole.addProperty("seconds", figures.seconds());
        whole.addProperty("sessions", figures.sessions());
        whole.addProperty("messages", figures.messages());
        whole.addProperty("octets", figures.octets());
        whole.addProperty("sessions-per-second", figures.sessionsPerSecond());
        whole.addProperty("messages-per-second", figures.messagesPerSecond());
        whole.addProperty("megabytes-per-second", figures.megabytesPerSecond());
        whole.addProperty("tls-resumed", figures.resumed());
        whole.addProperty("never-begun", figures.notBegun());
        whole.addProperty("generator-processors", figures.processors());
        whole.addProperty("errors", figures.failures());
        whole.add("errors-by-kind", failed(figures.failed()));
        JsonObject latency = new JsonObject();
        latency.addProperty("sessions", figures.latencies().sessions());
        for (Latencies.Quantile each : figures.latencies().quantiles()) {
            latency.addProperty(FiguresText.percentile(each.percent()), each.micros() / 1e3);
        }
        whole.add("latency-ms", latency);
        JsonArray seconds = new JsonArray();
        for (Figures.Second each : figures.bySecond()) {
            JsonObject second = new JsonObject();
            second.addProperty("sessions", each.sessions());
            second.addProperty("octets", each.octets());
            seconds.add(second);
        }
        whole.add("by-second", seconds);
        return whole;
    }

    static JsonObject of(Load load, Held held) {
        JsonObject whole = plan(load);
        whole.addProperty("seconds", held.seconds());
        whole.addProperty("logged-in", held.loggedIn());
        whole.addProperty("ready-seconds", held.readySeconds());
        whole.addProperty("standing", held.standing());
        whole.addProperty("errors", held.failures());
        whole.add("errors-by-kind", failed(held.failed()));
        return whole;
    }

    private static JsonObject plan(Load load) {
        JsonObject plan = new JsonObject();
        plan.addProperty("server", load.server().toString());
        plan.addProperty(
                "security",
                load.server().security().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        plan.addProperty("tls-resume", load.resumes());
        plan.addProperty("workload", load.workload().word());
        plan.addProperty("connections", load.connections());
        plan.addProperty("users", load.users().count());
        load.rate().ifPresent(rate -> plan.addProperty("rate", rate));
        plan.addProperty("warm-up-seconds", load.warmUp().toMillis() / 1e3);
        return plan;
    }

    private static JsonObject failed(Map<Failure, Failed> failed) {
        JsonObject kinds = new JsonObject();
        new TreeMap<>(failed)
                .forEach((kind, each) -> {
                    JsonObject entry = new JsonObject();
                    entry.addProperty("count", each.count());
                    entry.addProperty("first", each.words());
                    kinds.add(kind.word(), entry);
                });
        return kinds;
    }
}
