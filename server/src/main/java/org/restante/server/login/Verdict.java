package org.restante.server.login;

import java.io.IOException;

/** What came of checking credentials. */
public sealed interface Verdict {
    /** They are right. */
    record Granted(Account account) implements Verdict {}

    /**
     * They are wrong, or the account may not log in.
     *
     * @param reason for the log; the client is told the same in every case
     */
    record Denied(String reason) implements Verdict {}

    /** Nobody can tell now. */
    record Unavailable(IOException cause) implements Verdict {}
}
