package org.restante.cli.serve;

import org.restante.acme.AcmeCertificates;
import org.restante.acme.AcmeSettings;
import org.restante.cli.config.Configuration;
import org.restante.server.net.PemCertificates;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes what has certificates of an authority from the configuration. */
final class AcmeTls {
    private AcmeTls() {}

    /**
     * The certificates of the authority that is configured, if one is. Asks nobody yet, so that a
     * server starts without its authority.
     *
     * @throws IOException if a file of the configuration is not what it should be, with the key's
     *     name
     */
    static Optional<AcmeCertificates> certificates(
            Configuration configuration, InstantSource clock, RandomGenerator random)
            throws IOException {
        if (configuration.tls().acme().isEmpty()) {
            return Optional.empty();
        }
        Configuration.Acme acme = configuration.tls().acme().get();
        AcmeSettings settings =
                new AcmeSettings(
                        acme.directory().uri(),
                        acme.names(),
                        acme.contacts(),
                        acme.authorities().isPresent()
                                ? PemCertificates.read(acme.authorities().get())
                                : List.of(),
                        acme.externalAccount().isPresent()
                                ? Optional.of(external(acme.externalAccount().get()))
                                : Optional.empty(),
                        configuration.data().resolve("tls").resolve("acme"));
        return Optional.of(new AcmeCertificates(settings, clock, random));
    }

    private static AcmeSettings.ExternalAccount external(Configuration.Acme.ExternalAccount own)
            throws IOException {
        String key = "tls.acme.external-account-key-file";
        try {
            return new AcmeSettings.ExternalAccount(own.id(), SecretFile.read(key, own.keyFile()));
        } catch (IllegalArgumentException e) {
            throw new IOException(key + ": " + own.keyFile() + " " + e.getMessage(), e);
        }
    }
}
