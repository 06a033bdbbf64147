package org.restante.server.login;

/** How long the server keeps messages that nobody removes (RFC 2449 §6.7). */
public sealed interface Retention {
    /** For ever: the server removes nothing on its own. */
    record Never() implements Retention {}

    /**
     * So many days from delivery on; then the next login finds them gone.
     *
     * @param days 0 or more; 0: what RETR sent whole is removed by QUIT as if DELE had marked it
     */
    record Days(int days) implements Retention {
        public Days {
            if (days < 0) {
                throw new IllegalArgumentException("days is " + days + ", must be 0 or more");
            }
        }
    }

    /** What EXPIRE says of it. */
    default String text() {
        return switch (this) {
            case Never _ -> "NEVER";
            case Days(int days) -> Integer.toString(days);
        };
    }

    /** Whether messages go sooner than by the other. */
    default boolean isShorterThan(Retention other) {
        return this instanceof Days(int mine)
                && (!(other instanceof Days(int theirs)) || mine < theirs);
    }
}
