/**
 * Finds the server that has the mail of an address, once, for setting a collection up: {@link
 * org.restante.collect.setup.ServerSearch} asks the domain and a public list, {@link
 * org.restante.collect.setup.Provider} knows what large providers want of a program. Nothing here
 * logs in anywhere; the reasons are in decision 33.
 */
@NullMarked
package org.restante.collect.setup;

import org.jspecify.annotations.NullMarked;
