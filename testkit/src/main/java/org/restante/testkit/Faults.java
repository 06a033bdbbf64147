package org.restante.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What is wrong with a server now. Changes count from the next command on, in connections that are
 * open as well. Thread-safe.
 */
public final class Faults {
    private final List<Armed> armed = new CopyOnWriteArrayList<>();

    Faults(List<Fault> first) {
        first.forEach(this::add);
    }

    /** A fault, and how often it may still happen; guarded by itself. */
    private static final class Armed {
        private final Fault fault;
        private final boolean limited;
        private int left;

        Armed(Fault added) {
            limited = added instanceof Fault.Times;
            fault = added instanceof Fault.Times(var inner, _) ? inner : added;
            left = added instanceof Fault.Times(_, var times) ? times : 0;
        }

        synchronized boolean take() {
            if (limited && left == 0) {
                return false;
            }
            left--;
            return true;
        }

        synchronized boolean isOver() {
            return limited && left == 0;
        }
    }

    /**
     * These faults happen from now on, beside those that are there.
     *
     * @return this
     */
    public Faults add(Fault... faults) {
        Arrays.stream(faults).map(Armed::new).forEach(armed::add);
        return this;
    }

    /** Nothing is wrong any more. */
    public void clear() {
        armed.clear();
    }

    /** Those that may still happen, in the order in which they were added. */
    public List<Fault> now() {
        return armed.stream().filter(each -> !each.isOver()).map(each -> each.fault).toList();
    }

    /** Those that happen at a request; each counts as having happened. */
    List<Fault> at(Request request) {
        List<Fault> happening = new ArrayList<>();
        for (Armed each : armed) {
            if (concerns(each.fault, request) && each.take()) {
                happening.add(each.fault);
            }
        }
        return happening;
    }

    private static boolean concerns(Fault fault, Request request) {
        String keyword = request.keyword();
        boolean inSession = !request.equals(Request.HANDSHAKE);
        return switch (fault) {
            case Fault.Cut(var on, _, _) -> on.matches(request);
            case Fault.Stall(var on, _, _) -> on.matches(request);
            case Fault.Lose(var on) -> on.matches(request);
            case Fault.Answer(var on, _) -> on.matches(request);
            case Fault.Inject(var on, _) -> on.matches(request);
            case Fault.Hold(var on, _) -> on.matches(request);
            case Fault.Unterminated(var on) -> on.matches(request);
            case Fault.EndlessLine(var on) -> on.matches(request);
            case Fault.EndlessReply(var on) -> on.matches(request);
            case Fault.Sizes _ -> keyword.equals("LIST") || keyword.equals("STAT");
            case Fault.UniqueIdOf _ -> keyword.equals("UIDL");
            case Fault.Without(var name) -> keyword.equals("CAPA") || keyword.equals(name);
            case Fault.Unannounced _ -> keyword.equals("CAPA");
            case Fault.Unstuffed _ -> keyword.equals("RETR") || keyword.equals("TOP");
            case Fault.BareLineFeeds _, Fault.Pieces _ -> inSession;
            case Fault.Certificate _ -> !inSession;
            case Fault.Times _ -> throw new IllegalStateException("armed as what it wraps");
        };
    }
}
