package org.restante.collect;

import java.io.IOException;

/** The journal is about another maildrop, or about one that cannot be told. */
final class WrongJournalException extends IOException {
    private static final long serialVersionUID = 1;

    WrongJournalException(String message) {
        super(message);
    }
}
