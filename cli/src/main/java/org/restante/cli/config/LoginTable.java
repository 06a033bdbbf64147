package org.restante.cli.config;

import org.restante.server.login.ClearTextLogin;
import org.restante.server.login.sasl.Mechanism;
import org.restante.server.net.ClientCertificates;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the keys of {@code login} mean together with the listeners and the sources of accounts. */
final class LoginTable {
    private static final String NO_VERIFIERS =
            "every accounts.source is a directory with mode = \"bind\", which tells whether a password"
                    + " is right and gives nothing to compute with; mode = \"read\" does";

    private LoginTable() {}

    /**
     * All that is wrong with them, each of which is right by itself.
     *
     * @param withVerifiers whether a source gives what is stored of passwords
     */
    static List<Wrong> check(Values values, boolean withVerifiers) {
        List<Wrong> wrong = new ArrayList<>();
        boolean insecure = values.get(Keys.POP3_INSECURE);
        boolean open = values.get(Keys.POP3).stream().anyMatch(address -> !address.isLoopback());
        boolean proxied =
                !values.get(Keys.POP3).isEmpty() && !values.get(Keys.POP3_PROXIES).isEmpty();
        if (values.get(Keys.CLEAR_TEXT_LOGIN) == ClearTextLogin.ALWAYS
                && (open || proxied)
                && !insecure) {
            wrong.add(
                    new Wrong(
                            Keys.CLEAR_TEXT_LOGIN,
                            "lets passwords cross the network in the clear, as "
                                    + (open
                                            ? Keys.POP3.name() + " is more than this machine; "
                                            : "clients of others come by "
                                                    + Keys.POP3_PROXIES.name()
                                                    + "; ")
                                    + Keys.POP3_INSECURE.name()
                                    + " = true says that this is meant"));
        }
        if (values.get(Keys.APOP) && !withVerifiers) {
            wrong.add(new Wrong(Keys.APOP, "cannot work: " + NO_VERIFIERS));
        }
        for (Mechanism mechanism : values.get(Keys.MECHANISMS).orElse(List.of())) {
            lack(mechanism, values, withVerifiers)
                    .ifPresent(lack ->
                            wrong.add(
                                    new Wrong(
                                            Keys.MECHANISMS,
                                            mechanism.text() + " cannot work: " + lack)));
        }
        return wrong;
    }

    private static Optional<String> lack(
            Mechanism mechanism, Values values, boolean withVerifiers) {
        return switch (mechanism) {
            case SCRAM_SHA_256_PLUS, SCRAM_SHA_256, SCRAM_SHA_1_PLUS, SCRAM_SHA_1, CRAM_MD5 ->
                    withVerifiers ? Optional.empty() : Optional.of(NO_VERIFIERS);
            case OAUTHBEARER, XOAUTH2 ->
                    values.get(Keys.OAUTH_ISSUER).isPresent()
                                    || values.get(Keys.OAUTH_INTROSPECTION).isPresent()
                            ? Optional.empty()
                            : Optional.of(
                                    "nobody's tokens are taken; set "
                                            + Keys.OAUTH_ISSUER.name()
                                            + " or "
                                            + Keys.OAUTH_INTROSPECTION.name());
            case EXTERNAL -> {
                if (values.get(Keys.CERTIFICATE_NAME) == Configuration.CertificateNameChoice.NONE) {
                    yield Optional.of(
                            Keys.CERTIFICATE_NAME.name()
                                    + " = \"none\" lets no certificate log in");
                }
                boolean asked =
                        values.get(Keys.POP3_CLIENT_CERTIFICATES) != ClientCertificates.OFF
                                || values.get(Keys.POP3S_CLIENT_CERTIFICATES)
                                        != ClientCertificates.OFF;
                yield asked
                        ? Optional.empty()
                        : Optional.of(
                                "no client is asked for a certificate; set "
                                        + Keys.POP3_CLIENT_CERTIFICATES.name()
                                        + " or "
                                        + Keys.POP3S_CLIENT_CERTIFICATES.name());
            }
            case PLAIN, LOGIN -> Optional.empty();
        };
    }
}
