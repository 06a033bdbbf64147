/**
 * Accounts of a database that belongs to another program, by queries of the installation's own.
 * Start reading at {@link org.restante.accounts.query.QueryAccounts}.
 */
@NullMarked
package org.restante.accounts.query;

import org.jspecify.annotations.NullMarked;
