/**
 * What a maildrop is, whoever keeps it: {@link org.restante.store.MaildropStore} opens it with its
 * exclusive lock or starts a delivery into it.
 *
 * <p>A session owns the {@link org.restante.store.Maildrop} it opened, a delivery session its
 * {@link org.restante.store.Delivery}; each is confined to one thread. The store itself serves all
 * threads at once, and so does its {@link org.restante.store.Journal}. Failures of the disk are
 * {@link java.io.IOException}s; what may happen to anyone (a maildrop in use) is a value. Start
 * reading at {@link org.restante.store.Maildrop}.
 */
@NullMarked
package org.restante.store;

import org.jspecify.annotations.NullMarked;
