package org.restante.server.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * Makes connections TLS, by a policy and with a server's identities. Thread-safe.
 *
 * <p>Policy and identities are one immutable state, which is exchanged whole while connections come
 * and go: each handshake has one or the other, and connections that are open keep theirs. A new
 * state has new keys for its tickets, so that no session from before is resumed under it.
 */
public final class Tls {
    private final TlsProvider provider;
    private volatile State state;

    /** One context for each way of asking for certificates: none resumes a session of another. */
    private record State(
            TlsPolicy policy,
            TlsIdentities identities,
            Map<ClientCertificates, SSLContext> contexts) {}

    /**
     * TLS with these identities, the first of which is for clients that ask for no name or for an
     * unknown one.
     *
     * @throws IllegalArgumentException if there is none, or the provider cannot do as the policy
     *     says
     */
    public Tls(TlsProvider provider, TlsPolicy policy, List<TlsIdentity> identities) {
        this.provider = provider;
        this.state = state(policy, identities);
    }

    /** The JDK's TLS with the standard policy. */
    public Tls(TlsIdentity identity) {
        this(TlsProvider.jsse(), TlsPolicy.standard(), List.of(identity));
    }

    private State state(TlsPolicy policy, List<TlsIdentity> identities) {
        provider.check(policy, identities);
        TlsIdentities presented = new TlsIdentities(identities);
        KeyManager[] keys = {new IdentityKeys(presented)};
        Map<ClientCertificates, SSLContext> contexts = new EnumMap<>(ClientCertificates.class);
        try {
            for (ClientCertificates asked : ClientCertificates.values()) {
                if (asked == ClientCertificates.OFF || !policy.clientAuthorities().isEmpty()) {
                    SSLContext context = provider.context();
                    context.init(keys, ClientTrust.in(policy.clientAuthorities()), null);
                    contexts.put(asked, context);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
        return new State(policy, presented, contexts);
    }

    /**
     * From the next handshake on this policy holds and these identities are presented.
     *
     * @throws IllegalArgumentException as at the start; nothing has changed then
     */
    public synchronized void replace(TlsPolicy policy, List<TlsIdentity> identities) {
        state = state(policy, identities);
    }

    /** Presents these identities, and no others, from the next handshake on. */
    public void replace(List<TlsIdentity> identities) {
        replace(policy(), identities);
    }

    /**
     * Presents one more identity from the next handshake on; it takes the place of one that has the
     * same names and the same kind of key.
     */
    public synchronized void put(TlsIdentity identity) {
        replace(state.policy, state.identities.with(identity));
    }

    /** What is agreed to now. */
    public TlsPolicy policy() {
        return state.policy;
    }

    /** What is presented now; never empty. */
    public List<TlsIdentity> identities() {
        return state.identities.all();
    }

    TlsLayer layer(
            SocketChannel channel,
            String applicationProtocol,
            ClientCertificates clientCertificates)
            throws IOException {
        State now = state;
        SSLContext context = now.contexts.get(clientCertificates);
        if (context == null) {
            throw new SSLException("certificates of clients are asked for, but nobody signs them");
        }
        SSLParameters parameters =
                new SSLParameters(
                        provider.suites(now.policy).toArray(String[]::new), now.policy.protocols());
        parameters.setUseCipherSuitesOrder(true);
        switch (clientCertificates) {
            case OFF -> parameters.setNeedClientAuth(false);
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        return provider.layer(
                context, channel, new TlsProvider.Terms(parameters, applicationProtocol));
    }
}
