package org.restante.server.login;

import org.restante.protocol.Secret;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A source of accounts. Called by any number of session threads at once; may block. */
public interface Accounts {
    /**
     * The account that a login name means: its own name in any letter case, or one of its addresses
     * ({@code name@local-domain} among them).
     *
     * @param loginName as the client sent it
     * @throws IOException if the source cannot answer now; never because the account is unknown
     */
    Optional<Account> byLogin(String loginName) throws IOException;

    /**
     * The account that mail for an address goes to, whether enabled or not: an address of its own,
     * the account's name at a local domain, either of them with {@code +detail} behind the local
     * part, a catch-all of the domain, or the keeper of {@code postmaster}.
     *
     * @param address {@code local-part@domain} or a bare local part, as it stood in the envelope,
     *     without angle brackets, quoting of the local part undone
     * @throws IOException if the source cannot answer now; never because the address is unknown
     */
    Optional<Account> byAddress(String address) throws IOException;

    /**
     * What is true of all its enabled accounts; asked now and then, never at each login.
     *
     * @throws IOException if the source cannot answer now
     */
    default Survey survey() throws IOException {
        return Survey.UNKNOWN;
    }

    /**
     * Names of its accounts, enabled or not, in the order of their characters' numbers. A source
     * that cannot tell who there is, such as one that asks another program by queries, names none.
     *
     * @param after only names behind this one
     * @param max only so many, the first ones
     * @throws IOException if the source cannot answer now
     */
    default List<String> names(String after, int max) throws IOException {
        return List.of();
    }

    /**
     * Called after a password was proven over TLS; a source may store a better verifier of it.
     *
     * @param proved the verifier that it matched
     * @throws IOException if that failed; the login goes on
     */
    default void proven(Account account, Verifier proved, Secret password) throws IOException {}
}
