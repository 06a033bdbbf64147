package org.restante.store.maildir;

/**
 * What a maildrop that was looked at came to.
 *
 * @param messages so many files were read
 * @param octets of their canonical forms
 * @param wrong so many findings are {@link Finding.Weight#WRONG}
 * @param notes and so many are not
 * @param changedMeanwhile whether mail came, went or moved while it was looked at: then what was
 *     told of the manifest may have been so for a moment only
 */
public record Inspected(
        long messages, long octets, long wrong, long notes, boolean changedMeanwhile) {}
