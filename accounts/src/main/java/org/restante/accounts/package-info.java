/** Accounts in one SQLite file, their addresses and their password verifiers. */
@NullMarked
package org.restante.accounts;

import org.jspecify.annotations.NullMarked;
