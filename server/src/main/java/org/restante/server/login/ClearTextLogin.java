package org.restante.server.login;

import org.restante.server.net.Connection;

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
}
