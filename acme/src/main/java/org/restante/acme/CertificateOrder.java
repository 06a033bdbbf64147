package org.restante.acme;

import org.restante.server.net.TlsIdentity;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;

import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A dialogue with the authority, from its directory to a certificate (RFC 8555 §7.1): the account,
 * the order, a challenge for each name, the request, the chain. Used by one thread at a time.
 */
final class CertificateOrder {
    /** How long one request may wait for its answer. */
    private static final Duration ANSWER_TIME_MAX = Duration.ofSeconds(30);

    /** How long the authority may take for one of its steps, such as asking for the tokens. */
    private static final Duration STEP_TIME_MAX = Duration.ofMinutes(5);

    /** How often to ask how far it is, when it does not say: what RFC 8555 has in its examples. */
    private static final Duration POLL = Duration.ofSeconds(3);

    private static final Duration POLL_LEAST = Duration.ofSeconds(1);

    private static final String NO_ACCOUNT = "urn:ietf:params:acme:error:accountDoesNotExist";

    private final AcmeSettings settings;
    private final Challenges challenges;
    private final Time time;

    CertificateOrder(AcmeSettings settings, Challenges challenges, Time time) {
        this.settings = settings;
        this.challenges = challenges;
        this.time = time;
    }

    /**
     * A new key and the certificate for it.
     *
     * @param account the account's key; the account is opened if there is none
     * @throws OrderFailedException if the authority cannot be reached, refuses, or gives something
     *     that was not asked for
     * @throws InterruptedException if the thread is told to stop
     */
    TlsIdentity run(KeyPair account) throws OrderFailedException, InterruptedException {
        HttpClient client = client();
        BoundedProvider provider = new BoundedProvider(client);
        try {
            Session session = new Session(settings.directory(), provider);
            session.setLocale(Locale.ENGLISH);
            session.networkSettings().setTimeout(ANSWER_TIME_MAX);
            return order(login(session, account));
            // acme4j has unchecked exceptions for answers that it does not understand.
        } catch (AcmeException | IOException | RuntimeException e) {
            throw new OrderFailedException(Reason.of(e), provider.retryAfter(), e);
        } finally {
            // Its close() would wait for answers that nobody reads any more.
            client.shutdownNow();
        }
    }

    private Login login(Session session, KeyPair account) throws AcmeException {
        try {
            return new AccountBuilder().onlyExisting().useKeyPair(account).createLogin(session);
        } catch (AcmeServerException e) {
            if (!NO_ACCOUNT.equals(e.getType().toString())) {
                throw e;
            }
        }
        AccountBuilder builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(account);
        settings.contacts().forEach(builder::addEmail);
        settings.externalAccount()
                .ifPresent(own -> builder.withKeyIdentifier(own.id(), own.key().reveal()));
        return builder.createLogin(session);
    }

    private TlsIdentity order(Login login) throws AcmeException, IOException, InterruptedException {
        Order order = login.newOrder().domains(settings.names()).create();
        for (Authorization authorization : order.getAuthorizations()) {
            authorize(authorization);
        }
        await(order, Set.of(Status.READY, Status.VALID), "the order");
        KeyPair key = KeyPairs.make();
        order.execute(key);
        await(order, Set.of(Status.VALID), "the order");
        List<X509Certificate> chain = order.getCertificate().getCertificateChain();
        TlsIdentity identity = new TlsIdentity(key.getPrivate(), chain);
        check(identity, key);
        return identity;
    }

    private void authorize(Authorization authorization) throws AcmeException, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return;
        }
        String name = authorization.getIdentifier().getDomain();
        Http01Challenge challenge =
                authorization
                        .findChallenge(Http01Challenge.class)
                        .orElseThrow(() -> new AcmeException("http-01 is not offered for " + name));
        try (var _ = challenges.answer(challenge.getToken(), challenge.getAuthorization())) {
            challenge.trigger();
            await(authorization, Set.of(Status.VALID), name);
        }
    }

    /**
     * Waits until it has one of these states.
     *
     * @throws AcmeException if it comes to another end, with what the authority says about it
     */
    private void await(PollableResource resource, Set<Status> wanted, String what)
            throws AcmeException, InterruptedException {
        Instant end = time.instant().plus(STEP_TIME_MAX);
        while (true) {
            Optional<Instant> again = resource.fetch();
            Status status = resource.getStatus();
            if (wanted.contains(status)) {
                return;
            }
            Instant now = time.instant();
            switch (status) {
                case PENDING, PROCESSING, READY -> {
                    if (now.isAfter(end)) {
                        throw new AcmeException(
                                what
                                        + " is still "
                                        + words(status)
                                        + " after "
                                        + STEP_TIME_MAX.toMinutes()
                                        + " minutes");
                    }
                }
                case VALID, INVALID, REVOKED, DEACTIVATED, EXPIRED, CANCELED, UNKNOWN ->
                        throw new AcmeException(what + " became " + words(status) + why(resource));
            }
            time.await(within(again.orElse(now.plus(POLL)), now.plus(POLL_LEAST), end));
        }
    }

    private static Instant within(Instant time, Instant least, Instant most) {
        Instant bounded = time.isAfter(most) ? most : time;
        return bounded.isBefore(least) ? least : bounded;
    }

    private static String words(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static String why(PollableResource resource) {
        Optional<Problem> problem =
                switch (resource) {
                    case Order order -> order.getError();
                    case Authorization authorization ->
                            authorization.getChallenges().stream()
                                    .flatMap(each -> each.getError().stream())
                                    .findFirst();
                    default -> Optional.empty();
                };
        return problem.flatMap(Problem::getDetail).map(detail -> ": " + detail).orElse("");
    }

    /** Whoever answers in the authority's name must not make us serve anything else. */
    private void check(TlsIdentity identity, KeyPair key) throws IOException {
        X509Certificate own = identity.certificate();
        if (!own.getPublicKey().equals(key.getPublic())) {
            throw new IOException("the certificate is for another key");
        }
        if (!identity.names().equals(Set.copyOf(settings.names()))) {
            throw new IOException(
                    "the certificate is for other names: "
                            + identity.names().stream().sorted().collect(Collectors.joining(", ")));
        }
        if (!own.getNotAfter().toInstant().isAfter(time.instant())) {
            throw new IOException("the certificate expired at " + own.getNotAfter().toInstant());
        }
    }

    private HttpClient client() {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .connectTimeout(ANSWER_TIME_MAX)
                        .followRedirects(HttpClient.Redirect.NORMAL);
        if (!settings.authorities().isEmpty()) {
            builder.sslContext(trusting(settings.authorities()));
        }
        return builder.build();
    }

    private static SSLContext trusting(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate each : authorities) {
                store.setCertificateEntry(Integer.toString(store.size()), each);
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}
