package org.restante.store.maildir;

/**
 * One thing that was found in a maildrop.
 *
 * @param file below the maildrop, octets that are unusual in a name as %XX; {@code .} is the
 *     maildrop itself
 * @param what is there, as a sentence without its subject
 */
public record Finding(Weight weight, String file, String what, Remedy remedy) {
    /** Whether it matters. */
    public enum Weight {
        /** Something is not as it should be. */
        WRONG,
        /** Something that a person may want to know. */
        NOTE
    }

    /** What puts it right. */
    public enum Remedy {
        /** Nothing needs to be done. */
        NONE,
        /** The next session does so by itself. */
        NEXT_LOGIN,
        /** {@link MaildirStore#rebuild}. */
        REBUILD,
        /** The next removal does so by itself. */
        NEXT_REMOVAL,
        /** The owner of the files has to let Restante read them. */
        ACCESS,
        /** A person has to look at it, and move it elsewhere if it does not belong there. */
        BY_HAND
    }
}
