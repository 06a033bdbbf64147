package org.restante.spec;

import java.util.List;

/** How the client's octets of a {@link Transcript} are cut into writes. */
public sealed interface Chunking {
    /** Each line in one write. */
    record Lines() implements Chunking {}

    /**
     * Each line in writes of a few octets.
     *
     * @param octets at least 1
     */
    record Pieces(int octets) implements Chunking {
        public Pieces {
            if (octets < 1) {
                throw new IllegalArgumentException("pieces of " + octets + " octets");
            }
        }
    }

    /** All lines of the transcript in one write, before the first answer is read. */
    record Pipelined() implements Chunking {}

    /** The ways a dialogue that allows pipelining is to be played in. */
    static List<Chunking> all() {
        return List.of(
                new Lines(),
                new Pieces(1),
                new Pieces(2),
                new Pieces(3),
                new Pieces(7),
                new Pipelined());
    }
}
