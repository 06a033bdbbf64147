/**
 * How much mail an account and a domain may have.
 *
 * <p>{@link org.restante.server.quota.Quotas} is asked by whoever takes mail in: for a recipient,
 * before the message is sent, and for the whole message, before it is stored. It counts nothing
 * itself; the store knows what is there.
 */
@NullMarked
package org.restante.server.quota;

import org.jspecify.annotations.NullMarked;
