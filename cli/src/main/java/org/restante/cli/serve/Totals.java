package org.restante.cli.serve;

import org.restante.server.event.CommandCounts;
import org.restante.server.event.Event;
import org.restante.server.event.Events;
import org.restante.server.net.EndReason;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened since the start, in numbers. Thread-safe. */
final class Totals implements Events {
    private final Map<String, LongAdder> byName = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> byCommand = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> byCause = new ConcurrentHashMap<>();

    @Override
    public void record(Event event) {
        switch (event) {
            case Event.Connected _ -> add("sessions", 1);
            case Event.Refused refused -> {
                add("sessions-refused", 1);
                add(byCause, refused.cause().text(), 1);
            }
            case Event.TlsFailed _ -> add("tls-failed", 1);
            case Event.LoggedIn _ -> add("logins", 1);
            // Its login is counted.
            case Event.Opened _ -> {}
            case Event.LoginFailed _ -> add("logins-failed", 1);
            case Event.Expired expired -> add("expired", expired.messages());
            case Event.Swept swept -> {
                add("expired", swept.expired());
                add("purged", swept.purged());
            }
            case Event.SweepEnded _ -> add("sweeps", 1);
            case Event.LoginRefused refused -> {
                add("logins-refused", 1);
                add(byCause, refused.cause().text(), 1);
            }
            case Event.Delivered _ -> add("delivered", 1);
            case Event.NearlyFull _ -> {}
            case Event.DeliveryRefused _ -> add("delivery-refused", 1);
            case Event.Failed _ -> add("failures", 1);
            case Event.PopEnded ended -> {
                add("retrieved", ended.retrieved());
                add("retrieved-octets", ended.octets());
                add("removed", ended.removed());
                add(ended.commands());
                add(ended.reason());
            }
            case Event.LmtpEnded ended -> {
                add(ended.commands());
                add(ended.reason());
            }
        }
    }

    private void add(String name, long count) {
        byName.computeIfAbsent(name, _ -> new LongAdder()).add(count);
    }

    private void add(CommandCounts commands) {
        commands.byCommand()
                .forEach((command, count) -> {
                    add(byCommand, command + " ok", count.ok());
                    add(byCommand, command + " err", count.err());
                });
    }

    /** A session that came to its limit was refused to go on. */
    private void add(EndReason reason) {
        switch (reason) {
            case IDLE, SESSION_TIME, LOGIN_TIMEOUT, STALLED, TOO_MANY_ERRORS, OTHER_PROTOCOL ->
                    add(byCause, reason.text(), 1);
            case QUIT,
                    HUNG_UP,
                    BROKEN,
                    TLS_FAILED,
                    ERROR,
                    STORE_FAILED,
                    REFUSED,
                    ACCOUNT_CLOSED,
                    SHUTDOWN,
                    INTERNAL -> {}
        }
    }

    private static void add(Map<String, LongAdder> map, String name, long count) {
        if (count > 0) {
            map.computeIfAbsent(name, _ -> new LongAdder()).add(count);
        }
    }

    /** By name, the names in a fixed order; what never happened is 0. */
    Map<String, Long> totals() {
        Map<String, Long> totals = new LinkedHashMap<>();
        for (String name :
                new String[] {
                    "sessions",
                    "sessions-refused",
                    "tls-failed",
                    "logins",
                    "logins-failed",
                    "logins-refused",
                    "retrieved",
                    "retrieved-octets",
                    "removed",
                    "expired",
                    "purged",
                    "sweeps",
                    "delivered",
                    "delivery-refused",
                    "failures"
                }) {
            LongAdder count = byName.get(name);
            totals.put(name, count == null ? 0 : count.sum());
        }
        return totals;
    }

    /**
     * Sessions and logins that were refused, and sessions that a limit ended, by the reason; what
     * never happened is not there.
     */
    Map<String, Long> refusals() {
        Map<String, Long> refusals = new TreeMap<>();
        byCause.forEach((cause, count) -> refusals.put(cause, count.sum()));
        return refusals;
    }

    /** Commands of the sessions that have ended, by their name and outcome. */
    Map<String, Long> commands() {
        Map<String, Long> commands = new TreeMap<>();
        byCommand.forEach((name, count) -> commands.put(name, count.sum()));
        return commands;
    }
}
