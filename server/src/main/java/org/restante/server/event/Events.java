package org.restante.server.event;

/** Takes events; called from any session's thread, returns soon, never throws. */
@FunctionalInterface
public interface Events {
    void record(Event event);

    /** Both of them, this one first. */
    default Events and(Events other) {
        return event -> {
            record(event);
            other.record(event);
        };
    }
}
