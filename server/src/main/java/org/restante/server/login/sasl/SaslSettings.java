package org.restante.server.login.sasl;

import java.util.Optional;
import java.util.Set;

/**
 * What an administrator decides about mechanisms.
 *
 * @param certificateName where in a client's certificate its login name stands; empty means that
 *     nobody logs in by certificate
 * @param tokenScope what tokens have to allow, told to clients whose token fails
 * @param aliases host names, in lower case, and addresses that clients may know the server by
 *     besides its own
 */
public record SaslSettings(
        MechanismChoice choice,
        Optional<CertificateName> certificateName,
        Optional<String> tokenScope,
        Set<String> aliases) {
    /** What suits the accounts, and no certificates. */
    public static final SaslSettings AUTOMATIC =
            new SaslSettings(
                    new MechanismChoice.Automatic(), Optional.empty(), Optional.empty(), Set.of());

    public SaslSettings {
        aliases = Set.copyOf(aliases);
    }
}
