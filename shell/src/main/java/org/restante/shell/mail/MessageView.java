package org.restante.shell.mail;

import org.restante.shell.text.Words;

import java.io.IOException;
import java.io.InputStream;

/**
 * Writes a whole message as a person reads it: the fields that tell who wrote what to whom, then
 * its text, decoded. Of several forms of one text (multipart/alternative) the plain one is taken if
 * there is one, else HTML made readable. Messages in the message are indented; any other part is a
 * line with its name, type and octets. What is wrong with the message, or too much of it, is told
 * in a line in square brackets.
 *
 * <p>Memory is bounded whatever comes. Immutable.
 */
public final class MessageView {
    /**
     * Multiparts and messages within each other. Mail that people sent has seldom more than six;
     * each costs two buffers, and each octet is copied once for each.
     */
    public static final int DEPTH_MAX = 16;

    /** Parts of a message that are shown; one with more is a digest nobody reads in a terminal. */
    public static final int PARTS_MAX = 500;

    /**
     * Octets of all text parts that are shown, as they were sent: a novel. The whole message can be
     * saved to a file.
     */
    public static final int TEXT_OCTETS_MAX = 1024 * 1024;

    /**
     * The longest boundary; RFC 2046 §5.1.1 allows 70, and its search takes time and stack for
     * each.
     */
    public static final int BOUNDARY_OCTETS_MAX = 250;

    private final Words words;

    public MessageView(Words words) {
        this.words = words;
    }

    /**
     * Writes a message; lines end with LF, and nothing in them drives a terminal.
     *
     * @param octets as RETR sends them, without stuffing; CRLF or LF; not closed, and not always
     *     read to the end
     * @throws IOException of one of the two; a broken message is none
     */
    public void write(InputStream octets, Appendable out) throws IOException {
        new MessageWalk(words, new Page(out)).message(octets);
    }
}
