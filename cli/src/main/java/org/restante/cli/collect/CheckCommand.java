package org.restante.cli.collect;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.cli.config.CollectionSettings;
import org.restante.cli.config.CommandException;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ConfigurationException;
import org.restante.cli.config.ExitCode;
import org.restante.client.Pop3Client;
import org.restante.client.RemoteMaildrop;
import org.restante.collect.Collector;
import org.restante.collect.Remote;
import org.restante.collect.Report;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code restante collect check}. */
@Command(
        name = "check",
        description = {
            "Connect and log in, say what each server is and can do, and what a run would do.",
            "Nothing is fetched, delivered or removed."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin private final CollectOptions options = new CollectOptions();

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Collections; without any, all.")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call() throws IOException, ConfigurationException, CommandException {
        Configuration configuration = options.load();
        Collecting collecting = new Collecting(configuration);
        JsonArray all = new JsonArray();
        List<ExitCode> exitCodes = new ArrayList<>();
        for (CollectionSettings each : CollectOptions.find(configuration, names)) {
            if (!options.json() && !exitCodes.isEmpty()) {
                options.print("");
            }
            JsonObject json = new JsonObject();
            exitCodes.add(check(collecting, each, json));
            all.add(json);
        }
        if (options.json()) {
            options.print(all);
        }
        return Reports.worst(exitCodes).code();
    }

    private ExitCode check(Collecting collecting, CollectionSettings settings, JsonObject json) {
        say(json, "collection", settings.name());
        say(json, "remote", settings.user() + " at " + settings.server());
        say(json, "destination", Collecting.words(settings.target()));
        ExitCode exitCode = ExitCode.OK;
        try {
            JsonArray deliveries = new JsonArray();
            for (String words : collecting.look(settings)) {
                sayOnly("delivery", words);
                deliveries.add(words);
            }
            if (!deliveries.isEmpty()) {
                json.add("delivery", deliveries);
            }
            look(collecting.collector(), settings, collecting.remote(settings), json);
        } catch (IOException e) {
            Report.Failure failure = Collector.failure(e);
            say(json, "failure", failure.words());
            exitCode = Reports.exitCode(failure);
        } catch (CommandException e) {
            say(json, "failure", String.valueOf(e.getMessage()));
            exitCode = e.exitCode();
        }
        return exitCode;
    }

    private void look(
            Collector collector, CollectionSettings settings, Remote remote, JsonObject json)
            throws IOException {
        try (Pop3Client client = Pop3Client.connect(remote.server())) {
            say(json, "greeting", client.greeting());
            say(
                    json,
                    "tls",
                    client.tls()
                            .map(it -> it.getProtocol() + ", " + it.getCipherSuite())
                            .orElse("none: everybody on the way can read the mail"));
            say(json, "mechanisms", String.join(" ", client.capabilities().mechanisms()));
            RemoteMaildrop maildrop = client.login(remote.credentials());
            say(json, "login", maildrop.mechanism().wire());
            say(
                    json,
                    "capabilities",
                    maildrop.capabilities().known()
                            ? String.join(" ", maildrop.capabilities().tags().keySet())
                            : "the server does not tell (no CAPA)");
            Report ahead = collector.preview(settings.name(), remote, settings.policy(), maildrop);
            client.quit();
            say(json, "maildrop", Reports.count(ahead.listed()));
            say(
                    json,
                    "a run would",
                    "fetch "
                            + Reports.count(ahead.delivered())
                            + " ("
                            + Reports.octets(ahead.octets())
                            + "), remove "
                            + ahead.removed()
                            + " that were delivered before"
                            + Reports.rest(ahead));
            ahead.remarks().forEach(it -> sayOnly("note", it));
            json.add("run", Reports.json(settings.name(), ahead));
        }
    }

    private void say(JsonObject json, String what, String words) {
        json.addProperty(what.replace(' ', '-'), words);
        sayOnly(what, words);
    }

    private void sayOnly(String what, String words) {
        if (!options.json()) {
            options.print(String.format(Locale.ROOT, "%-13s %s", what, words));
        }
    }
}
