package org.restante.collect;

import java.time.Instant;

/**
 * How the last run of a collection ended.
 *
 * @param ended when, to the second
 * @param failed whether something kept it from its end
 * @param delivered how many messages it delivered
 * @param removed how many the server confirmed to have removed
 * @param words how it ended, for people
 */
public record LastRun(Instant ended, boolean failed, long delivered, long removed, String words) {}
