package org.restante.cli.log;

import org.restante.server.event.Event;
import org.restante.server.event.Events;
import org.restante.server.event.LogText;
import org.restante.server.net.TlsParameters;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes each event as one line of the log. */
public final class EventLog implements Events {
    private final LogWriter log;

    public EventLog(LogWriter log) {
        this.log = log;
    }

    @Override
    public void record(Event event) {
        Level level = level(event);
        if (!log.writes(level)) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("session", event.session());
        String name =
                switch (event) {
                    case Event.Connected e -> {
                        fields.put("listener", e.listener());
                        fields.put("peer", e.peer());
                        yield "connected";
                    }
                    case Event.Refused e -> {
                        fields.put("listener", e.listener());
                        fields.put("peer", e.peer());
                        fields.put("reason", e.reason());
                        yield "refused";
                    }
                    case Event.TlsFailed e -> {
                        fields.put("listener", e.listener());
                        fields.put("peer", e.peer());
                        fields.put("reason", e.reason());
                        yield "tls-failed";
                    }
                    case Event.LoggedIn e -> {
                        fields.put("account", e.account());
                        fields.put("mechanism", e.mechanism());
                        fields.put("peer", e.peer());
                        putTls(fields, e.tls());
                        fields.put("messages", e.messages());
                        fields.put("octets", e.octets());
                        yield "login";
                    }
                    case Event.LoginFailed e -> {
                        fields.put("name", e.name());
                        fields.put("mechanism", e.mechanism());
                        fields.put("peer", e.peer());
                        putTls(fields, e.tls());
                        fields.put("reason", e.reason());
                        yield "login-failed";
                    }
                    case Event.LoginRefused e -> {
                        fields.put("name", e.name());
                        fields.put("peer", e.peer());
                        fields.put("reason", e.cause().text());
                        fields.put("left", e.left().toSeconds());
                        yield "login-refused";
                    }
                    case Event.Opened e -> {
                        fields.put("account", e.account());
                        fields.put("folder", LogText.printable(e.folder()));
                        fields.put("messages", e.messages());
                        fields.put("octets", e.octets());
                        yield "opened";
                    }
                    case Event.PopEnded e -> {
                        e.account().ifPresent(account -> fields.put("account", account));
                        fields.put("peer", e.peer());
                        fields.put("reason", e.reason().text());
                        fields.put("retrieved", e.retrieved());
                        fields.put("octets", e.octets());
                        fields.put("removed", e.removed());
                        fields.put("left", e.left());
                        fields.put("commands", e.commands());
                        putDuration(fields, e.duration());
                        yield "ended";
                    }
                    case Event.Expired e -> {
                        fields.put("account", e.account());
                        fields.put("messages", e.messages());
                        fields.put("kept", e.kept());
                        yield "expired";
                    }
                    case Event.Swept e -> {
                        fields.put("account", e.account());
                        fields.put("expired", e.expired());
                        fields.put("purged", e.purged());
                        yield "swept";
                    }
                    case Event.SweepEnded e -> {
                        fields.put("maildrops", e.maildrops());
                        fields.put("in-use", e.inUse());
                        fields.put("failed", e.failed());
                        fields.put("expired", e.expired());
                        fields.put("purged", e.purged());
                        putDuration(fields, e.duration());
                        yield "sweep-ended";
                    }
                    case Event.Delivered e -> {
                        fields.put("account", e.account());
                        fields.put("recipient", LogText.printable(e.recipient()));
                        fields.put("sender", LogText.printable(e.sender()));
                        fields.put("unique-id", e.id());
                        fields.put("octets", e.octets());
                        yield "delivered";
                    }
                    case Event.NearlyFull e -> {
                        fields.put("account", e.account());
                        fields.put("percent", e.percent());
                        yield "nearly-full";
                    }
                    case Event.DeliveryRefused e -> {
                        fields.put("recipient", LogText.printable(e.recipient()));
                        fields.put("sender", LogText.printable(e.sender()));
                        fields.put("reply", e.reply());
                        yield "delivery-refused";
                    }
                    case Event.LmtpEnded e -> {
                        fields.put("peer", e.peer());
                        fields.put("reason", e.reason().text());
                        fields.put("delivered", e.delivered());
                        fields.put("refused", e.refused());
                        fields.put("commands", e.commands());
                        putDuration(fields, e.duration());
                        yield "ended";
                    }
                    case Event.Failed e -> {
                        fields.put("doing", e.doing());
                        fields.put("cause", e.cause());
                        yield "failed";
                    }
                };
        log.write(level, name, fields);
    }

    private static Level level(Event event) {
        return switch (event) {
            case Event.Failed _ -> Level.ERROR;
            case Event.Refused _,
                    Event.LoginFailed _,
                    Event.DeliveryRefused _,
                    Event.NearlyFull _ ->
                    Level.WARNING;
            case Event.LoginRefused refused ->
                    switch (refused.cause()) {
                        // What every account meets now and then, with nobody to blame.
                        case NEEDS_TLS, TOO_SOON, IN_USE -> Level.INFO;
                        case SESSIONS,
                                SESSIONS_OF_ADDRESS,
                                PROXY_HEADER,
                                CLEAR_TEXT,
                                NO_PEER,
                                FAILURES_OF_ADDRESS,
                                FAILURES_OF_ACCOUNT ->
                                Level.WARNING;
                    };
            case Event.Connected _,
                    Event.TlsFailed _,
                    Event.LoggedIn _,
                    Event.Opened _,
                    Event.Expired _,
                    Event.Swept _,
                    Event.SweepEnded _,
                    Event.PopEnded _,
                    Event.Delivered _,
                    Event.LmtpEnded _ ->
                    Level.INFO;
        };
    }

    private static void putTls(Map<String, Object> fields, Optional<TlsParameters> tls) {
        fields.put("tls", tls.map(t -> t.version() + "/" + t.suite()).orElse("none"));
    }

    private static void putDuration(Map<String, Object> fields, Duration duration) {
        fields.put("ms", duration.toMillis());
    }
}
