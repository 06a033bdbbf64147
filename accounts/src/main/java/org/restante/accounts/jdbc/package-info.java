/**
 * Connections to a database server: how to reach it, and a bounded pool of them. Any thread may
 * call; whoever made a pool closes it.
 */
@NullMarked
package org.restante.accounts.jdbc;

import org.jspecify.annotations.NullMarked;
