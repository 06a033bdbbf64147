package org.restante.bench;

/**
 * Sessions that failed for one reason.
 *
 * @param words what was said about the first
 */
public record Failed(long count, String words) {}
