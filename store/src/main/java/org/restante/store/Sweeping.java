package org.restante.store;

/** What came of sweeping a maildrop. */
public sealed interface Sweeping {
    /**
     * It is done.
     *
     * @param expired so many messages were removed because they were kept for as long as promised
     * @param purged so many that were removed earlier are gone for good
     */
    record Swept(int expired, int purged) implements Sweeping {}

    /**
     * A session holds its lock, and something may have expired.
     *
     * @param purged so many that were removed earlier are gone for good
     */
    record InUse(int purged) implements Sweeping {}
}
