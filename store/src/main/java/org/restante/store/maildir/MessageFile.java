package org.restante.store.maildir;

import org.restante.protocol.UniqueId;

import java.nio.file.Path;

/**
 * A listed message with the file that it lies in.
 *
 * @param id as it is listed now
 * @param octets the canonical form's size
 * @param name of the file, a character from 0x00 to 0xFF for each octet
 */
public record MessageFile(UniqueId id, long octets, String name) {
    /** The last name of this path as {@code name} has it. */
    public static String name(Path file) {
        return FileName.of(file);
    }

    /** The file's base name, see {@link #base(String)}. */
    public String base() {
        return base(name);
    }

    /**
     * What stays the same of a file's name for as long as the message lives: all that stands before
     * {@code :2,}, without {@code ,S=…} and {@code ,W=…}.
     */
    public static String base(String name) {
        return FileName.base(name);
    }
}
