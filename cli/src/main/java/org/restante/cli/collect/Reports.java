package org.restante.cli.collect;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.cli.config.ExitCode;
import org.restante.collect.Report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What runs came to, for people, programs and callers. */
final class Reports {
    private Reports() {}

    static ExitCode exitCode(Report.Failure failure) {
        return switch (failure.kind()) {
            case TEMPORARY -> ExitCode.TEMPORARY;
            case LOGIN, CREDENTIALS -> ExitCode.PERMISSION;
            case SERVER -> ExitCode.UNAVAILABLE;
            case DISK -> ExitCode.IO;
            case CONFIGURATION -> ExitCode.CONFIG;
            case INTERNAL -> ExitCode.SOFTWARE;
        };
    }

    /** What a caller is told of one. */
    static ExitCode exitCode(Report report) {
        if (report.failure().isPresent()) {
            return exitCode(report.failure().get());
        }
        if (report.refused().isEmpty()) {
            return ExitCode.OK;
        }
        return report.refused().stream().allMatch(it -> it.refusal().passing())
                ? ExitCode.TEMPORARY
                : ExitCode.DATA;
    }

    /** Of several: what somebody has to do something about comes before what passes. */
    static ExitCode exitCode(Collection<Report> reports) {
        return worst(reports.stream().map(Reports::exitCode).toList());
    }

    /** The same of the codes of several. */
    static ExitCode worst(Collection<ExitCode> exitCodes) {
        return exitCodes.stream()
                .max(
                        Comparator.comparing((ExitCode code) -> code != ExitCode.OK)
                                .thenComparing(code -> code != ExitCode.TEMPORARY)
                                .thenComparingInt(ExitCode::code))
                .orElse(ExitCode.OK);
    }

    /** Lines for people. */
    static List<String> lines(String name, Report report) {
        List<String> lines = new ArrayList<>();
        String did =
                count(report.delivered())
                        + " delivered ("
                        + octets(report.octets())
                        + "), "
                        + report.removed()
                        + " removed from the server"
                        + rest(report);
        if (report.failure().isEmpty() || report.delivered() + report.removed() > 0) {
            lines.add(name + ": " + did);
        }
        report.remarks().forEach(it -> lines.add(name + ": note: " + it));
        report.refused()
                .forEach(it ->
                        lines.add(
                                name
                                        + ": "
                                        + it.message()
                                        + " was not delivered: "
                                        + it.refusal().reason()));
        report.failure().ifPresent(it -> lines.add(name + ": failed: " + it.words()));
        return lines;
    }

    /** What stays there, if anything does. */
    static String rest(Report report) {
        return (report.tooLarge() == 0 ? "" : ", " + report.tooLarge() + " left for their size")
                + (report.old() == 0 ? "" : ", " + report.old() + " left for their age")
                + (report.waiting() == 0
                        ? ""
                        : ", " + report.waiting() + " refused before, to be tried later");
    }

    static JsonObject json(String name, Report report) {
        JsonObject json = new JsonObject();
        json.addProperty("collection", name);
        json.addProperty("listed", report.listed());
        json.addProperty("delivered", report.delivered());
        json.addProperty("octets", report.octets());
        json.addProperty("removed", report.removed());
        json.addProperty("known", report.known());
        json.addProperty("too-large", report.tooLarge());
        json.addProperty("old", report.old());
        json.addProperty("waiting", report.waiting());
        JsonArray refused = new JsonArray();
        for (Report.Refused each : report.refused()) {
            JsonObject message = new JsonObject();
            message.addProperty("message", each.message());
            message.addProperty("temporary", each.refusal().passing());
            message.addProperty("reason", each.refusal().reason());
            refused.add(message);
        }
        json.add("refused", refused);
        JsonArray remarks = new JsonArray();
        report.remarks().forEach(remarks::add);
        json.add("remarks", remarks);
        report.failure()
                .ifPresent(it -> {
                    JsonObject failure = new JsonObject();
                    failure.addProperty("kind", it.kind().name().toLowerCase(Locale.ROOT));
                    failure.addProperty("words", it.words());
                    json.add("failure", failure);
                });
        json.addProperty("exit-code", exitCode(report).code());
        return json;
    }

    static String count(long messages) {
        return messages == 1 ? "1 message" : messages + " messages";
    }

    static String octets(long octets) {
        return octets < 10_000 ? octets + " octets" : octets / 1000 + " kB";
    }
}
