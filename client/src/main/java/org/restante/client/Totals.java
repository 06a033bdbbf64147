package org.restante.client;

import java.util.OptionalLong;

/**
 * What STAT says. For display only: servers count wrongly, or count what is marked.
 *
 * @param messages empty if what the server says is no count
 * @param octets empty if what the server says is no size
 */
public record Totals(OptionalLong messages, OptionalLong octets) {}
