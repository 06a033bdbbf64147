package org.restante.server.net;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;

/** Presents one of a server's identities; an alias is its place in the list. Thread-safe. */
final class IdentityKeys extends X509ExtendedKeyManager {
    /**
     * The kinds of key that the client of this thread's handshake can use, for a provider that does
     * not ask by the client's abilities but for every kind there is, and takes the last answer. It
     * calls us from deep inside, so that there is no parameter to hand it through.
     */
    static final ScopedValue<Set<String>> USABLE = ScopedValue.newInstance();

    private final TlsIdentities identities;

    IdentityKeys(TlsIdentities identities) {
        this.identities = identities;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType, socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType, engine == null ? null : engine.getHandshakeSession());
    }

    private @Nullable String alias(String keyType, @Nullable SSLSession session) {
        List<TlsIdentity> fitting = identities.forName(name(session));
        Optional<TlsIdentity> chosen =
                USABLE.isBound()
                        ? Optional.of(preferred(fitting, USABLE.get()))
                        : ofType(fitting, keyType);
        return chosen.filter(it -> it.keyType().equals(keyType))
                .filter(_ -> isVerifiable(keyType, session))
                .map(it -> Integer.toString(identities.all().indexOf(it)))
                .orElse(null);
    }

    /** In TLS 1.2 the JDK asks for a kind of key for which the client has a suite, no more. */
    private static boolean isVerifiable(String keyType, @Nullable SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return true;
        }
        List<String> signatures = List.of(extended.getPeerSupportedSignatureAlgorithms());
        return signatures.isEmpty()
                || signatures.stream()
                        .anyMatch(signature ->
                                switch (keyType) {
                                    case "EC" -> signature.endsWith("withECDSA");
                                    case "RSA" ->
                                            signature.endsWith("withRSA")
                                                    || signature.startsWith("RSASSA-PSS");
                                    default -> signature.startsWith("Ed");
                                });
    }

    private static Optional<TlsIdentity> ofType(List<TlsIdentity> some, String keyType) {
        return some.stream().filter(it -> it.keyType().equals(keyType)).findFirst();
    }

    /** If the client can use none, the provider says so in its own words. */
    private static TlsIdentity preferred(List<TlsIdentity> fitting, Set<String> usable) {
        return ofType(fitting, "EC")
                .filter(_ -> usable.contains("EC"))
                .or(() -> fitting.stream().filter(it -> usable.contains(it.keyType())).findFirst())
                .orElseGet(fitting::getFirst);
    }

    private static Optional<String> name(@Nullable SSLSession session) {
        return session instanceof ExtendedSSLSession extended
                ? extended.getRequestedServerNames().stream()
                        .filter(name -> name.getType() == StandardConstants.SNI_HOST_NAME)
                        .findFirst()
                        .flatMap(IdentityKeys::text)
                : Optional.empty();
    }

    private static Optional<String> text(SNIServerName name) {
        try {
            return Optional.of(new SNIHostName(name.getEncoded()).getAsciiName());
        } catch (IllegalArgumentException _) {
            // No host name can be like this: it is answered like an unknown one.
            return Optional.empty();
        }
    }

    private TlsIdentity identity(String alias) {
        return identities.all().get(Integer.parseInt(alias));
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identity(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identity(alias).key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
