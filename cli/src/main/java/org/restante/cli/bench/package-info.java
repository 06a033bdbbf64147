/**
 * The command {@code restante bench}: its options make a {@link org.restante.bench.Load}, and what
 * that comes to is shown as a table, as JSON and as a chart.
 */
@NullMarked
package org.restante.cli.bench;

import org.jspecify.annotations.NullMarked;
