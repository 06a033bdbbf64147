/**
 * The unique-ids that other servers showed, read from what they left.
 *
 * <p>In: files that others wrote, which may hold anything. Each reader of a list goes through it
 * once, line by line with a bound, and hands out a {@link org.restante.store.adopt.KnownId} for
 * each message, so that what is kept is only what is asked for. What cannot be understood is an
 * {@link org.restante.store.adopt.UnreadableListException} with file and line. Out: an {@link
 * org.restante.store.adopt.AdoptionPlan}, which tells for each message of a maildrop whether it
 * keeps its id, and why not.
 *
 * <p>Nothing is written here: {@link org.restante.store.maildir.AdoptableMaildrop} does that. Start
 * reading at {@link org.restante.store.adopt.DovecotList}.
 */
@NullMarked
package org.restante.store.adopt;

import org.jspecify.annotations.NullMarked;
