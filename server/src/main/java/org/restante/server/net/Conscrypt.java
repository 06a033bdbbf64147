package org.restante.server.net;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Conscrypt, by the names of the three methods that go beyond the JDK's interface: the server is
 * compiled without it, and its classes and its native library are loaded only where it is asked
 * for.
 */
final class Conscrypt extends TlsProvider {
    private static final String CLASS = "org.conscrypt.Conscrypt";
    private static final List<String> ALWAYS_ON =
            TlsPolicy.ALLOWED_SUITES.stream().filter(TlsVersion.TLS_1_3::uses).toList();

    private final Provider provider;
    private final MethodHandle setUseSessionTickets;
    private final MethodHandle exportKeyingMaterial;

    private Conscrypt(
            Provider provider,
            MethodHandle setUseSessionTickets,
            MethodHandle exportKeyingMaterial) {
        this.provider = provider;
        this.setUseSessionTickets = setUseSessionTickets;
        this.exportKeyingMaterial = exportKeyingMaterial;
    }

    static Conscrypt load() throws IOException {
        return load(CLASS);
    }

    /** For tests that miss it. */
    static Conscrypt load(String className) throws IOException {
        try {
            Class<?> type = Class.forName(className);
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle newProvider =
                    lookup.findStatic(type, "newProvider", MethodType.methodType(Provider.class));
            return new Conscrypt(
                    (Provider) newProvider.invoke(),
                    lookup.findStatic(
                            type,
                            "setUseSessionTickets",
                            MethodType.methodType(void.class, SSLEngine.class, boolean.class)),
                    lookup.findStatic(
                            type,
                            "exportKeyingMaterial",
                            MethodType.methodType(
                                    byte[].class,
                                    SSLEngine.class,
                                    String.class,
                                    byte[].class,
                                    int.class)));
        } catch (ClassNotFoundException e) {
            throw new IOException(
                    "Conscrypt is not there: put conscrypt-openjdk-uber-2.9.0.jar beside the other"
                            + " jars, or use the provider jsse",
                    e);
        } catch (Throwable e) {
            // What a native library that cannot be loaded throws is an Error.
            throw new IOException(
                    "Conscrypt cannot be used on this machine ("
                            + e
                            + "): it needs Linux, macOS or Windows on x86-64, or Linux or macOS on"
                            + " aarch64, and a folder for temporary files from which programs may"
                            + " be run (-Dorg.conscrypt.native.workdir=...); or use the provider"
                            + " jsse",
                    e);
        }
    }

    Provider provider() {
        return provider;
    }

    @Override
    SSLContext context() throws GeneralSecurityException {
        return SSLContext.getInstance("TLS", provider);
    }

    @Override
    TlsLayer layer(SSLContext context, SocketChannel channel, Terms terms) throws IOException {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(terms.parameters());
        try {
            setUseSessionTickets.invoke(engine, true);
        } catch (Throwable e) {
            throw new SSLException("Conscrypt does not turn tickets on", e);
        }
        return new EngineLayer(channel, engine, terms, this::export);
    }

    private Optional<byte[]> export(SSLEngine engine, String label, int octets) {
        try {
            return Optional.ofNullable(
                    (byte[]) exportKeyingMaterial.invoke(engine, label, new byte[0], octets));
        } catch (Throwable _) {
            // Then nothing can be bound to this connection, which the caller has to say.
            return Optional.empty();
        }
    }

    @Override
    void check(TlsPolicy policy, List<TlsIdentity> identities) {
        List<String> suites13 = policy.suites().stream().filter(TlsVersion.TLS_1_3::uses).toList();
        if (!suites13.isEmpty() && !suites13.containsAll(ALWAYS_ON)) {
            throw new IllegalArgumentException(
                    "with the provider conscrypt tls.suites must have all suites of TLS 1.3 or"
                            + " none: "
                            + String.join(", ", ALWAYS_ON));
        }
        for (TlsIdentity identity : identities) {
            if (!List.of("EC", "RSA").contains(identity.keyType())) {
                throw new IllegalArgumentException(
                        "the provider conscrypt needs a key of the kind EC or RSA, not "
                                + identity.keyType()
                                + " as that of "
                                + identity);
            }
        }
    }

    /** It finds out by the suites of TLS 1.2 for which kinds of key to ask, even without 1.2. */
    @Override
    List<String> suites(TlsPolicy policy) {
        return policy.suites().stream().anyMatch(TlsVersion.TLS_1_2::uses)
                ? policy.suites()
                : TlsPolicy.ALLOWED_SUITES;
    }

    @Override
    public String toString() {
        return "conscrypt";
    }
}
