package org.restante.server.login.sasl;

import org.restante.protocol.sasl.Scram;
import org.restante.server.login.Authenticator;
import org.restante.server.login.CachedSurvey;
import org.restante.server.login.TokenVerifier;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which mechanisms there are on a connection, and their exchanges. What is announced and what is
 * accepted both come from {@link #offered}. Thread-safe.
 */
public final class Mechanisms {
    private static final List<Mechanism> ALL = List.of(Mechanism.values());

    private final Authenticator authenticator;
    private final CachedSurvey survey;
    private final Optional<TokenVerifier> tokens;
    private final Supplier<SaslSettings> settings;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Decoys decoys;

    /**
     * The mechanisms of a server.
     *
     * @param survey of the accounts that the authenticator asks
     * @param tokens who checks bearer tokens, if anybody does
     * @param settings asked at every call
     * @param iterations of the SCRAM keys that new accounts get; what is shown of accounts that do
     *     not exist
     * @param random for nonces and challenges
     */
    public Mechanisms(
            Authenticator authenticator,
            CachedSurvey survey,
            Optional<TokenVerifier> tokens,
            Supplier<SaslSettings> settings,
            int iterations,
            InstantSource clock,
            SecureRandom random) {
        this.authenticator = authenticator;
        this.survey = survey;
        this.tokens = tokens;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.decoys = new Decoys(random, iterations);
    }

    /**
     * What a client may use on this connection now, strongest first.
     *
     * @param clearTextAllowed whether a password may be sent as it is
     */
    public List<Mechanism> offered(Channel channel, boolean clearTextAllowed) {
        SaslSettings now = settings.get();
        return ALL.stream()
                .filter(mechanism -> clearTextAllowed || !mechanism.isClearText())
                .filter(mechanism -> channel.tls() || !mechanism.needsTls())
                .filter(mechanism -> canWork(mechanism, channel, now))
                .filter(mechanism ->
                        switch (now.choice()) {
                            case MechanismChoice.Automatic _ -> isSuitable(mechanism);
                            case MechanismChoice.Named(var named) -> named.contains(mechanism);
                        })
                .toList();
    }

    /** Whether there is anybody who checks tokens. */
    public boolean mayTakeTokens() {
        return tokens.isPresent();
    }

    private boolean isSuitable(Mechanism mechanism) {
        return switch (mechanism) {
            case SCRAM_SHA_256_PLUS, SCRAM_SHA_256 ->
                    // A client that sees it and has an account without keys would fail with the
                    // right password, and few of them then try the next mechanism.
                    survey.now().everyoneHas(Scram.SHA_256.mechanism());
            case EXTERNAL, OAUTHBEARER, XOAUTH2, PLAIN -> true;
            case SCRAM_SHA_1_PLUS, SCRAM_SHA_1, CRAM_MD5, LOGIN -> false;
        };
    }

    private boolean canWork(Mechanism mechanism, Channel channel, SaslSettings now) {
        return switch (mechanism) {
            case SCRAM_SHA_256_PLUS, SCRAM_SHA_1_PLUS -> channel.channelBinding().isPresent();
            case EXTERNAL ->
                    channel.clientCertificate().isPresent() && now.certificateName().isPresent();
            case OAUTHBEARER, XOAUTH2 -> tokens.isPresent();
            case SCRAM_SHA_256, SCRAM_SHA_1, CRAM_MD5, PLAIN, LOGIN -> true;
        };
    }

    /**
     * Begins an exchange.
     *
     * @param mechanism one that is offered on this connection
     * @param gate who is refused
     */
    public Exchange begin(Mechanism mechanism, Channel channel, Gate gate) {
        SaslSettings now = settings.get();
        return switch (mechanism) {
            case SCRAM_SHA_256_PLUS -> scram(Scram.SHA_256, true, channel, gate);
            case SCRAM_SHA_256 -> scram(Scram.SHA_256, false, channel, gate);
            case SCRAM_SHA_1_PLUS -> scram(Scram.SHA_1, true, channel, gate);
            case SCRAM_SHA_1 -> scram(Scram.SHA_1, false, channel, gate);
            case EXTERNAL -> external(channel, now);
            case OAUTHBEARER ->
                    new OauthBearerExchange(
                            tokenLogin(gate),
                            channel,
                            host -> now.aliases().contains(host.toLowerCase(Locale.ROOT)),
                            now.tokenScope());
            case XOAUTH2 -> new Xoauth2Exchange(tokenLogin(gate), now.tokenScope());
            case CRAM_MD5 ->
                    new CramMd5Exchange(
                            authenticator, gate, channel, random, clock.instant().getEpochSecond());
            case PLAIN -> new PlainExchange(authenticator, gate, channel);
            case LOGIN -> new LoginExchange(authenticator, gate, channel);
        };
    }

    private Exchange scram(Scram scram, boolean plus, Channel channel, Gate gate) {
        return new ScramExchange(scram, plus, authenticator, gate, decoys, channel, random);
    }

    private Exchange external(Channel channel, SaslSettings now) {
        // Without a certificate, or a rule, there is no name, and so nobody to be.
        List<String> names =
                channel.clientCertificate()
                        .flatMap(certificate ->
                                now.certificateName().map(rule -> rule.of(certificate)))
                        .orElse(List.of());
        return new ExternalExchange(authenticator, names);
    }

    private TokenLogin tokenLogin(Gate gate) {
        return new TokenLogin(
                authenticator,
                gate,
                tokens.orElseThrow(
                        () -> new IllegalStateException("no token mechanism is offered here")));
    }
}
