package org.restante.cli.collect;

import com.google.gson.JsonObject;

import org.restante.cli.config.CollectionSettings;
import org.restante.collect.Report;
import org.restante.collect.RunEvent;
import org.restante.collect.Watcher;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs of collections, and who is told of them while they go. For any thread. */
final class Runs implements AutoCloseable {
    private final Crowd crowd = new Crowd();
    private final CollectOptions options;
    private final boolean events;
    private final Optional<MetricsFile> metrics;
    private final Optional<WireLogFile> wireLog;
    private final Progress progress;
    private final InstantSource clock = InstantSource.system();

    /**
     * For the options of a command.
     *
     * @throws IOException if there can be no log
     */
    Runs(CollectOptions options, RunOptions told, Progress progress) throws IOException {
        this.options = options;
        this.events = told.events();
        this.metrics = told.metrics().map(MetricsFile::new);
        this.wireLog =
                told.wireLog().isPresent()
                        ? Optional.of(WireLogFile.open(told.wireLog().get(), clock))
                        : Optional.empty();
        this.progress = progress;
    }

    /**
     * Fetches, when it may.
     *
     * @param stopping asks the run to end
     * @param output what to tell people, when it has ended
     */
    Report run(
            Collecting collecting,
            CollectionSettings settings,
            Stopping stopping,
            Consumer<Report> output)
            throws Exception {
        String name = settings.name();
        Report report =
                crowd.within(
                        settings,
                        () ->
                                collecting.run(
                                        settings,
                                        wireLog.map(it -> it.of(name)),
                                        watcher(name, stopping)));
        progress.ended(() -> output.accept(report));
        if (events) {
            JsonObject event = event(name, "ended");
            event.add("report", Reports.json(name, report));
            options.print(event.toString());
        }
        metrics.ifPresent(it -> write(it, name, report));
        return report;
    }

    /** Mail is more than figures: without them it goes on. */
    private void write(MetricsFile file, String name, Report report) {
        try {
            file.ended(name, report, clock.instant());
        } catch (IOException e) {
            // Asked for now: to look for a logger opens every jar, which most runs can do without.
            System.getLogger(Runs.class.getName())
                    .log(Level.WARNING, "the metrics cannot be written: {0}", e.toString());
        }
    }

    private Watcher watcher(String name, Stopping stopping) {
        return new Watcher() {
            @Override
            public void happened(RunEvent event) {
                progress.happened(name, event);
                if (events) {
                    print(name, event);
                }
            }

            @Override
            public boolean stops() {
                return stopping.isAsked();
            }

            @Override
            public void connected(Runnable breakOff) {
                stopping.connected(name, breakOff);
            }
        };
    }

    private void print(String name, RunEvent event) {
        switch (event) {
            case RunEvent.Listed(var messages, var wanted, var octets) -> {
                JsonObject json = event(name, "listed");
                json.addProperty("messages", messages);
                json.addProperty("wanted", wanted);
                json.addProperty("octets", octets);
                options.print(json.toString());
            }
            case RunEvent.Fetched _ -> {
                // It is the next event of this message that counts.
            }
            case RunEvent.Delivered(var message, var octets) -> {
                JsonObject json = event(name, "delivered");
                json.addProperty("message", message);
                json.addProperty("octets", octets);
                options.print(json.toString());
            }
            case RunEvent.Refused(var message, var refusal) -> {
                JsonObject json = event(name, "refused");
                json.addProperty("message", message);
                json.addProperty("temporary", refusal.passing());
                json.addProperty("reason", refusal.reason());
                options.print(json.toString());
            }
            case RunEvent.Removed(var message) -> {
                JsonObject json = event(name, "removed");
                json.addProperty("message", message);
                options.print(json.toString());
            }
        }
    }

    private JsonObject event(String name, String word) {
        JsonObject json = new JsonObject();
        json.addProperty("time", clock.instant().toString());
        json.addProperty("collection", name);
        json.addProperty("event", word);
        return json;
    }

    @Override
    public void close() {
        progress.close();
        wireLog.ifPresent(WireLogFile::close);
    }
}
