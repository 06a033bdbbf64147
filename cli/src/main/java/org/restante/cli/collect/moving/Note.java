package org.restante.cli.collect.moving;

/**
 * Something that is not the same here.
 *
 * @param line in the file; the first is 1
 * @param words what it is, and what that means for whoever moves
 */
public record Note(int line, String words) {}
