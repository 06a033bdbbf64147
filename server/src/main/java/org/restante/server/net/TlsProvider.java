package org.restante.server.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Whose TLS it is. */
public abstract sealed class TlsProvider permits Jsse, Conscrypt {
    /**
     * What is agreed to on a connection.
     *
     * @param applicationProtocol its name for ALPN (RFC 7301); a client that offers others only is
     *     refused
     */
    record Terms(SSLParameters parameters, String applicationProtocol) {
        /**
         * Chooses among what a client offers; not asked if that is nothing.
         *
         * @param refusing run before null, which refuses, is returned
         */
        @SuppressWarnings("NullAway") // the JDK's interface knows no annotations
        <T> BiFunction<T, List<String>, String> selector(Runnable refusing) {
            return (_, offered) -> {
                if (offered.contains(applicationProtocol)) {
                    return applicationProtocol;
                }
                refusing.run();
                return null;
            };
        }
    }

    TlsProvider() {}

    /** The JDK's own, alone from now on: what {@link #mixed} has changed in this JVM is undone. */
    public static TlsProvider jsse() {
        HandshakeArithmetic.remove();
        return new Jsse("jsse");
    }

    /**
     * The JDK's own, with what takes most of a handshake's time computed by BoringSSL, for this JVM
     * as a whole; the JDK's alone if Conscrypt's jar or its native library is missing.
     *
     * @param missing told what is missing, and what to do
     */
    public static TlsProvider mixed(Consumer<IOException> missing) {
        return mixed(Conscrypt::load, missing);
    }

    /** For tests that miss it. */
    static TlsProvider mixed(Loading loading, Consumer<IOException> missing) {
        try {
            HandshakeArithmetic.install(loading.load().provider());
            return new Jsse("mixed");
        } catch (IOException e) {
            missing.accept(e);
            return jsse();
        }
    }

    /** How Conscrypt comes. */
    @FunctionalInterface
    interface Loading {
        Conscrypt load() throws IOException;
    }

    /**
     * Conscrypt, which is BoringSSL: for servers whose time goes into handshakes.
     *
     * @throws IOException if its jar or its native library is missing, with what to do
     */
    public static TlsProvider conscrypt() throws IOException {
        return Conscrypt.load();
    }

    /** A new context, whose sessions no other can resume. */
    abstract SSLContext context() throws GeneralSecurityException;

    /** The server's side over a connected channel; the handshake is still to be made. */
    abstract TlsLayer layer(SSLContext context, SocketChannel channel, Terms terms)
            throws IOException;

    /**
     * Whether it can do as the policy says.
     *
     * @throws IllegalArgumentException if not, with what is possible
     */
    abstract void check(TlsPolicy policy, List<TlsIdentity> identities);

    /** The suites to enable for a policy. */
    abstract List<String> suites(TlsPolicy policy);
}
