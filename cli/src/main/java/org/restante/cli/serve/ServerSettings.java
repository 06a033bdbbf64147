package org.restante.cli.serve;

import org.restante.cli.config.Configuration;
import org.restante.cli.config.ListenAddress;
import org.restante.server.lmtp.LmtpSettings;
import org.restante.server.net.Admission;
import org.restante.server.net.Endpoint;
import org.restante.server.pop3.Pop3Settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the configuration means for each part of the server. */
final class ServerSettings {
    private static final Duration FAILED_LOGIN_DELAY = Duration.ofMillis(500);

    private ServerSettings() {}

    static Pop3Settings pop3(Configuration configuration, Optional<String> implementation) {
        return new Pop3Settings(
                configuration.hostname(),
                configuration.pop3().clearTextLogin(),
                configuration.announceImplementation() ? implementation : Optional.empty(),
                configuration.limits().loginTimeout(),
                configuration.limits().idleTimeout(),
                configuration.limits().commandsInError(),
                configuration.limits().failedLogins(),
                FAILED_LOGIN_DELAY);
    }

    static LmtpSettings lmtp(Configuration configuration) {
        return new LmtpSettings(
                configuration.hostname(),
                configuration.lmtp().bareLineEnds() == Configuration.BareLineEnds.REFUSE,
                configuration.lmtp().messageOctetsMax(),
                configuration.lmtp().recipientsMax(),
                configuration.limits().lmtpIdleTimeout(),
                configuration.limits().commandsInError());
    }

    static Admission.Rules admission(Configuration configuration) {
        return new Admission.Rules(
                configuration.limits().sessions(),
                configuration.limits().sessionsPerAddress(),
                configuration.limits().trusted());
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
}
