package org.restante.cli.config;

/**
 * One key with what is in force and from where.
 *
 * @param key the full name
 * @param value String, Long, Boolean or a List of them; paths absolute; empty list or string when
 *     nothing is set
 * @param live whether a reload applies a change
 */
public record Setting(String key, Object value, Origin origin, boolean live) {
    boolean isDefault() {
        return origin instanceof Origin.Default;
    }
}
