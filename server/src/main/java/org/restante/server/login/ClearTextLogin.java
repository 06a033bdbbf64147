package org.restante.server.login;

import org.restante.server.net.Connection;
import org.restante.server.net.Refusal;

import java.util.Optional;

/** Where a password may be sent without TLS. */
public enum ClearTextLogin {
    /** From this machine itself. */
    LOOPBACK,
    /** Nowhere. */
    NEVER,
    /** Everywhere: the network is protected by other means. */
    ALWAYS;

    /** Whether a password may be sent on this connection as it is now. */
    public boolean allows(Connection connection) {
        return connection.tls().isPresent()
                || switch (this) {
                    case NEVER -> false;
                    case LOOPBACK -> connection.peer().isLoopback();
                    case ALWAYS -> true;
                };
    }

    /** Why a peer is sent away who could not log in here but in the clear, and may not do that. */
    public Optional<Refusal> refusal(Connection connection) {
        return allows(connection) ? Optional.empty() : Optional.of(Refusal.CLEAR_TEXT);
    }
}
