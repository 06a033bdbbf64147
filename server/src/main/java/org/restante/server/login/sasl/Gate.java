package org.restante.server.login.sasl;

import org.restante.server.login.Login;

import java.util.Optional;

/**
 * Stands before an exchange, which asks as soon as it knows a name and before it looks anything up,
 * checks or shows a proof: what it says to somebody who is refused must not depend on whether he is
 * right.
 */
@FunctionalInterface
public interface Gate {
    /**
     * Why logins under a name are refused now, if they are.
     *
     * @param name as the client sent it
     */
    Optional<Login.Entry.Refused> refusal(String name);
}
