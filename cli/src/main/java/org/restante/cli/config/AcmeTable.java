package org.restante.cli.config;

import java.util.List;
import java.util.Optional;

/** What the keys of {@code tls.acme} mean together. */
final class AcmeTable {
    private AcmeTable() {}

    /** The first thing that is wrong with them, each of which is right by itself. */
    static Optional<Wrong> check(Values values) {
        boolean externalId = values.get(Keys.ACME_EXTERNAL_ID).isPresent();
        boolean externalKey = values.get(Keys.ACME_EXTERNAL_KEY_FILE).isPresent();
        if (externalId && !externalKey) {
            return needs(Keys.ACME_EXTERNAL_ID, Keys.ACME_EXTERNAL_KEY_FILE);
        }
        if (externalKey && !externalId) {
            return needs(Keys.ACME_EXTERNAL_KEY_FILE, Keys.ACME_EXTERNAL_ID);
        }
        if (values.get(Keys.ACME_DIRECTORY).isEmpty()) {
            return withoutDirectory(values);
        }
        if (values.get(Keys.CERTIFICATE).isPresent()) {
            return Optional.of(
                    new Wrong(
                            Keys.ACME_DIRECTORY,
                            "does not go with "
                                    + Keys.CERTIFICATE.name()
                                    + ": certificates come from files or from an authority"));
        }
        if (values.get(Keys.ACME_NAMES).filter(List::isEmpty).isPresent()) {
            return Optional.of(new Wrong(Keys.ACME_NAMES, "must be a name or more"));
        }
        if (values.get(Keys.ACME_NAMES).isEmpty()) {
            try {
                Names.certificateName(values.get(Keys.HOSTNAME));
            } catch (IllegalArgumentException e) {
                return Optional.of(
                        new Wrong(
                                Keys.HOSTNAME, e.getMessage() + "; set " + Keys.ACME_NAMES.name()));
            }
        }
        if (values.get(Keys.ACME).isEmpty()) {
            return Optional.of(new Wrong(Keys.ACME, "must be an address or more"));
        }
        if (!values.get(Keys.ACME_AGREE)) {
            return Wrong.needs(
                    Keys.ACME_DIRECTORY,
                    Keys.ACME_AGREE.name() + " = true",
                    "; an authority opens an account only for who agrees to its terms of service,"
                            + " and nobody can do that for you");
        }
        return Optional.empty();
    }

    private static Optional<Wrong> withoutDirectory(Values values) {
        if (values.get(Keys.ACME_AGREE)) {
            return needs(Keys.ACME_AGREE, Keys.ACME_DIRECTORY);
        }
        if (!values.get(Keys.ACME_CONTACT).isEmpty()) {
            return needs(Keys.ACME_CONTACT, Keys.ACME_DIRECTORY);
        }
        if (values.get(Keys.ACME_AUTHORITIES).isPresent()) {
            return needs(Keys.ACME_AUTHORITIES, Keys.ACME_DIRECTORY);
        }
        if (values.get(Keys.ACME_NAMES).isPresent()) {
            return needs(Keys.ACME_NAMES, Keys.ACME_DIRECTORY);
        }
        return values.get(Keys.ACME_EXTERNAL_ID).isPresent()
                ? needs(Keys.ACME_EXTERNAL_ID, Keys.ACME_DIRECTORY)
                : Optional.empty();
    }

    private static Optional<Wrong> needs(Key<?> key, Key<?> other) {
        return Wrong.needs(key, other.name(), "");
    }

    /** All of them together, if there is an authority; nothing is wrong with them. */
    static Optional<Configuration.Acme> assemble(Values values) {
        Optional<Configuration.Acme.ExternalAccount> external =
                values.get(Keys.ACME_EXTERNAL_ID)
                        .flatMap(id ->
                                values.get(Keys.ACME_EXTERNAL_KEY_FILE)
                                        .map(file ->
                                                new Configuration.Acme.ExternalAccount(id, file)));
        return values.get(Keys.ACME_DIRECTORY)
                .map(directory ->
                        new Configuration.Acme(
                                directory,
                                values.get(Keys.ACME_NAMES)
                                        .orElseGet(() ->
                                                List.of(
                                                        Names.certificateName(
                                                                values.get(Keys.HOSTNAME)))),
                                values.get(Keys.ACME_CONTACT),
                                values.get(Keys.ACME_AUTHORITIES),
                                external,
                                values.get(Keys.ACME)));
    }
}
