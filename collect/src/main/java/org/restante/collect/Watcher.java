package org.restante.collect;

/** Whoever looks on while a run goes. Called by the run's thread alone. */
@FunctionalInterface
public interface Watcher {
    /** Sees nothing and lets the run go on. */
    Watcher NONE = _ -> {};

    /** Something happened; what this throws ends the run. */
    void happened(RunEvent event);

    /**
     * Whether the run is to end: asked before each message. What came whole is delivered then, and
     * the report has a temporary failure.
     */
    default boolean stops() {
        return false;
    }

    /**
     * A session has begun, or ended.
     *
     * @param breakOff ends it at once, from any thread: what came whole is delivered then, too.
     *     Nothing once it has ended
     */
    default void connected(Runnable breakOff) {}
}
