package org.restante.store;

import org.restante.protocol.UniqueId;

/** What came of beginning a delivery that has an id. */
public sealed interface Handover {
    /**
     * Nothing with this id was delivered so far. The caller closes the delivery. If another one
     * with the same id is committed before this one, this one's commit stores nothing and returns
     * the unique-id of the other.
     */
    record Begun(Delivery delivery) implements Handover {}

    /**
     * It was delivered before, and that is on disk; what became of the message since does not
     * matter.
     *
     * @param id that the delivery gave it; if the ids of another server were taken over since, it
     *     is listed under one of those
     */
    record AlreadyDelivered(UniqueId id) implements Handover {}
}
