package org.restante.cli.serve;

import org.restante.cli.config.Configuration;
import org.restante.cli.config.ListenAddress;
import org.restante.server.lmtp.LmtpSettings;
import org.restante.server.login.ClearTextLogin;
import org.restante.server.login.ThrottleSettings;
import org.restante.server.login.sasl.CertificateName;
import org.restante.server.login.sasl.MechanismChoice;
import org.restante.server.login.sasl.SaslSettings;
import org.restante.server.net.Admission;
import org.restante.server.net.Endpoint;
import org.restante.server.net.Listener;
import org.restante.server.net.Network;
import org.restante.server.net.PemCertificates;
import org.restante.server.net.Tls;
import org.restante.server.net.TlsIdentity;
import org.restante.server.net.TlsPolicy;
import org.restante.server.net.TlsProvider;
import org.restante.server.pop3.Pop3Settings;
import org.restante.server.session.PlainPopSettings;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the configuration means for each part of the server. */
final class ServerSettings {
    private static final System.Logger LOG = System.getLogger(ServerSettings.class.getName());

    private ServerSettings() {}

    static Pop3Settings pop3(Configuration configuration, Optional<String> implementation) {
        return new Pop3Settings(
                configuration.hostname(),
                configuration.pop3().clearTextLogin(),
                configuration.pop3Settings().announceImplementation()
                        ? implementation
                        : Optional.empty(),
                configuration.login().apop(),
                configuration.pop3Settings().language(),
                configuration.login().delay(),
                configuration.pop3Settings().retention(),
                configuration.pop3Settings().onDelete(),
                configuration.pop3Settings().nulReplaced(),
                configuration.limits().loginTimeout(),
                configuration.limits().idleTimeout(),
                configuration.limits().commandsInError(),
                configuration.limits().failedLogins());
    }

    /** What holds for one of the versions of POP without TLS. */
    static PlainPopSettings plainPop(Configuration configuration, Configuration.PlainPop listener) {
        return new PlainPopSettings(
                configuration.hostname(),
                listener.insecure() ? ClearTextLogin.ALWAYS : ClearTextLogin.LOOPBACK,
                configuration.pop3Settings().retention(),
                configuration.pop3Settings().onDelete(),
                configuration.limits().loginTimeout(),
                configuration.limits().idleTimeout(),
                configuration.limits().commandsInError(),
                configuration.limits().failedLogins());
    }

    /**
     * How SASL is done.
     *
     * @param names that clients may know this server by
     */
    static SaslSettings sasl(Configuration configuration, Set<String> names) {
        Configuration.Login login = configuration.login();
        return new SaslSettings(
                login.mechanisms()
                        .<MechanismChoice>map(named -> new MechanismChoice.Named(Set.copyOf(named)))
                        .orElseGet(MechanismChoice.Automatic::new),
                switch (login.certificateName()) {
                    case NONE -> Optional.empty();
                    case EMAIL -> Optional.of(CertificateName.EMAIL);
                    case COMMON_NAME -> Optional.of(CertificateName.COMMON_NAME);
                },
                configuration.oauth().scope().isEmpty()
                        ? Optional.empty()
                        : Optional.of(String.join(" ", configuration.oauth().scope())),
                names);
    }

    static LmtpSettings lmtp(Configuration configuration) {
        return new LmtpSettings(
                configuration.hostname(),
                configuration.lmtp().peers(),
                configuration.lmtp().bareLineEnds() == Configuration.BareLineEnds.REFUSE,
                configuration.lmtp().bareLineEndsMendedFor(),
                configuration.lmtp().messageOctetsMax(),
                configuration.lmtp().recipientsMax(),
                configuration.limits().lmtpIdleTimeout(),
                configuration.limits().commandsInError());
    }

    static Admission.Rules admission(Configuration configuration) {
        return new Admission.Rules(
                configuration.limits().sessions(),
                configuration.limits().sessionsPerAddress(),
                configuration.limits().trusted(),
                configuration.limits().ipv6Prefix());
    }

    static ThrottleSettings throttle(Configuration configuration) {
        Configuration.Limits limits = configuration.limits();
        Configuration.Guessing guessing = limits.guessing();
        return new ThrottleSettings(
                guessing.delay(),
                guessing.delayMax(),
                guessing.failuresPerAddress(),
                guessing.failuresPerAccount(),
                guessing.window(),
                guessing.banTime(),
                guessing.knownGoodTime(),
                limits.trusted(),
                limits.ipv6Prefix());
    }

    /** The header of a proxy may take as long as a login may; what follows has its own time. */
    static Listener.Rules popListener(Configuration configuration, List<Network> proxies) {
        return new Listener.Rules(
                proxies,
                configuration.limits().loginTimeout(),
                configuration.limits().sessionTime());
    }

    static Listener.Rules lmtpListener(Configuration configuration) {
        return new Listener.Rules(
                configuration.proxies().lmtp(),
                configuration.limits().loginTimeout(),
                Optional.empty());
    }

    /** Reads the file of the clients' authorities, if there is one. */
    static TlsPolicy policy(Configuration configuration) throws IOException {
        Optional<Path> authorities = configuration.tls().clientAuthorities();
        return new TlsPolicy(
                configuration.tls().minimum(),
                configuration.tls().suites(),
                authorities.isPresent() ? PemCertificates.read(authorities.get()) : List.of());
    }

    /** Loads the provider. */
    static Tls tls(Configuration configuration, TlsPolicy policy, List<TlsIdentity> identities)
            throws IOException {
        try {
            return new Tls(
                    switch (configuration.tls().provider()) {
                        case MIXED ->
                                // TLS goes on without what only makes it faster.
                                TlsProvider.mixed(e ->
                                        LOG.log(
                                                Level.WARNING,
                                                "TLS handshakes will take longer: {0}",
                                                e.getMessage()));
                        case JSSE -> TlsProvider.jsse();
                        case CONSCRYPT -> TlsProvider.conscrypt();
                    },
                    policy,
                    identities);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("tls.provider: " + e.getMessage(), e);
        }
    }

    /**
     * Where to listen; looks names up.
     *
     * @param key in the configuration, for the message when a name means no address
     */
    static List<Endpoint> endpoints(String key, List<? extends ListenAddress> addresses)
            throws IOException {
        List<Endpoint> endpoints = new ArrayList<>();
        for (ListenAddress address : addresses) {
            if (isCoveredByIpv6(address, addresses)) {
                continue;
            }
            switch (address) {
                case ListenAddress.Unix(var path) -> endpoints.add(new Endpoint.Unix(path));
                case ListenAddress.Tcp(var host, var port) -> {
                    try {
                        endpoints.add(
                                new Endpoint.Tcp(
                                        new InetSocketAddress(InetAddress.getByName(host), port)));
                    } catch (UnknownHostException e) {
                        throw new IOException(key + ": no address is known for " + host, e);
                    }
                }
            }
        }
        return endpoints;
    }

    /**
     * Whether this is every IPv4 address at a port that another entry has for every IPv6 address:
     * Java's socket on [::] takes IPv4 too, whatever the system's default is, so that both cannot
     * be had. Port 0 means two ports, and those can.
     */
    private static boolean isCoveredByIpv6(
            ListenAddress address, List<? extends ListenAddress> addresses) {
        return address instanceof ListenAddress.Tcp(var host, var port)
                && host.equals("0.0.0.0")
                && port != 0
                && addresses.stream()
                        .anyMatch(other ->
                                other instanceof ListenAddress.Tcp(var six, var samePort)
                                        && samePort == port
                                        && isEveryIpv6Address(six))
                && ipv6Usable();
    }

    private static boolean isEveryIpv6Address(String host) {
        return host.contains(":") && InetAddress.ofLiteral(host).isAnyLocalAddress();
    }

    private static boolean ipv6Usable() {
        try (ServerSocketChannel _ = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            return true;
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }
}
