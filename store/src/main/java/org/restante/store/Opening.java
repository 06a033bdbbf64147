package org.restante.store;

/** What came of opening a maildrop. */
public sealed interface Opening {
    /** It is open and locked; the caller closes it. */
    record Opened(Maildrop maildrop) implements Opening {}

    /** Another session, in this process or another, holds its lock. */
    record InUse() implements Opening {}

    /** The account has no folder of this name; none was made. */
    record NoSuchFolder() implements Opening {}
}
