/**
 * The configuration: what may be set, what is set, and from where.
 *
 * <p>In comes the command line and one TOML file with those that it includes; out goes an immutable
 * {@link org.restante.cli.config.Configuration} or a {@link
 * org.restante.cli.config.ConfigurationException} that lists every problem at once. Start reading
 * at {@link org.restante.cli.config.Keys}, the one table from which reading, checking, {@code
 * config show}, {@code config init} and {@code docs/configuration.md} are made; then {@link
 * org.restante.cli.config.ConfigurationReader}. Everything here is immutable or confined to the
 * thread that reads.
 */
@NullMarked
package org.restante.cli.config;

import org.jspecify.annotations.NullMarked;
