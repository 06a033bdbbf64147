package org.restante.server.pop3;

import org.restante.server.event.Events;
import org.restante.server.event.SessionIds;
import org.restante.server.login.Login;
import org.restante.server.login.sasl.Mechanisms;
import org.restante.server.net.TlsOffer;
import org.restante.server.session.PopProtocol;
import org.restante.server.session.PopServices;
import org.restante.store.MaildropStore;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** POP3 at a listener: in the clear with STLS, or inside TLS from the start. */
public final class Pop3Protocol {
    private Pop3Protocol() {}

    /**
     * What the sessions of all listeners share; thread-safe, each of them.
     *
     * @param clock for the age of messages
     * @param random for APOP's timestamps
     * @param tls empty if there is no certificate: STLS is then not offered
     */
    public record Services(
            MaildropStore store,
            Login login,
            Mechanisms mechanisms,
            Optional<TlsOffer> tls,
            Events events,
            SessionIds ids,
            InstantSource clock,
            SecureRandom random) {
        /** The same with another offer of TLS. */
        public Services withTls(TlsOffer other) {
            return new Services(
                    store, login, mechanisms, Optional.of(other), events, ids, clock, random);
        }

        /** Those of them that other versions of POP need as well. */
        public PopServices shared() {
            return new PopServices(store, login, events, ids, clock);
        }
    }

    /**
     * POP3 under a listener's name.
     *
     * @param implicitTls whether the handshake comes before the greeting (RFC 8314 §3)
     * @param settings asked at the start of each session
     */
    public static PopProtocol of(
            String name, boolean implicitTls, Services services, Supplier<Pop3Settings> settings) {
        if (implicitTls && services.tls().isEmpty()) {
            throw new IllegalArgumentException(name + " needs a certificate");
        }
        return new PopProtocol(
                name,
                services.shared(),
                (connection, visit, refusal) ->
                        new Pop3Session(
                                        implicitTls,
                                        connection,
                                        visit,
                                        services,
                                        settings.get(),
                                        refusal)
                                ::run);
    }
}
