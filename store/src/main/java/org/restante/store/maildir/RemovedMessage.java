package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.time.Instant;

/**
 * A message that was removed and is still kept in {@code restante-removed/}.
 *
 * @param id what it was listed under
 * @param size of its file in octets, which need not be the message's
 * @param delivered when it arrived, as its name or its file says
 * @param removed when it was removed
 * @param until it may go for good from then on
 * @param file its name, octet by octet (see {@code FileName})
 */
public record RemovedMessage(
        UniqueId id, long size, Instant delivered, Instant removed, Instant until, String file) {}
