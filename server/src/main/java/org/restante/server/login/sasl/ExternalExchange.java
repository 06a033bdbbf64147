package org.restante.server.login.sasl;

import org.restante.protocol.sasl.Utf8;
import org.restante.server.login.Account;
import org.restante.server.login.Authenticator;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * EXTERNAL (RFC 4422 appendix A): the client has proved in the TLS handshake who it is. The first
 * name in its certificate that an account has, and that the client asks to act for, counts.
 */
final class ExternalExchange implements Exchange {
    private final Authenticator authenticator;
    private final List<String> names;

    ExternalExchange(Authenticator authenticator, List<String> names) {
        this.authenticator = authenticator;
        this.names = names;
    }

    @Override
    public Progress respond(byte[] message) {
        Optional<String> authorizationId =
                Utf8.decode(message).filter(text -> text.indexOf('\0') < 0);
        if (authorizationId.isEmpty()) {
            return new Progress.Malformed("no name to act for");
        }
        String wanted = authorizationId.get();
        Identity identity = new Identity(authenticator);
        try {
            for (String name : names) {
                Optional<Account> account = authenticator.find(name);
                if (account.isPresent() && identity.acting(account.get(), wanted).isPresent()) {
                    return identity.proven(name, account.get(), wanted, Optional.empty());
                }
            }
        } catch (IOException e) {
            return new Progress.Unavailable(wanted, e);
        }
        return new Progress.Denied(
                wanted, "no name in the client's certificate is that of such an account");
    }
}
