package org.restante.server.pop3;

import org.restante.server.login.sasl.Mechanism;
import org.restante.server.session.OpenMaildrop;

import java.util.Optional;

/** Where a session is (RFC 1939 §3), with what only that state has. */
sealed interface State {
    /**
     * Nobody has logged in.
     *
     * @param name from a USER that the next command may complete with PASS
     */
    record Authorization(Optional<String> name) implements State {}

    /**
     * AUTH waits for the client's response: the next line is that and no command.
     *
     * @param answered whether the client has sent a response already
     */
    record Exchange(
            Mechanism mechanism, org.restante.server.login.sasl.Exchange exchange, boolean answered)
            implements State {}

    /** The maildrop is open and locked; it is the visit's. */
    record Transaction(OpenMaildrop maildrop) implements State {}

    /** The session is over. */
    record Closed() implements State {}

    /** Before login, without a name. */
    State START = new Authorization(Optional.empty());
}
