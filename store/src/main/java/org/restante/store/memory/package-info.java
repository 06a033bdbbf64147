/**
 * The store that keeps maildrops in memory: for tests, practice and demonstrations. It holds the
 * same contract as the others, but for lasting longer than the process.
 */
@NullMarked
package org.restante.store.memory;

import org.jspecify.annotations.NullMarked;
