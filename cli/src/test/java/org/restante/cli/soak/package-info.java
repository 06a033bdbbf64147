/**
 * The real server process under crashes, load and hostile input: a child JVM on a data folder of
 * the test's own, reached only through its sockets, its signals and {@code /proc}. Everything is
 * tagged {@code interop}; {@link org.restante.cli.soak.ServerProcess} is where to start reading.
 */
@NullMarked
package org.restante.cli.soak;

import org.jspecify.annotations.NullMarked;
