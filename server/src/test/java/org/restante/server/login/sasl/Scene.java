package org.restante.server.login.sasl;

import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Scram;
import org.restante.server.TestAccounts;
import org.restante.server.login.Account;
import org.restante.server.login.Accounts;
import org.restante.server.login.Authenticator;
import org.restante.server.login.CachedSurvey;
import org.restante.server.login.Login;
import org.restante.server.login.RecoverablePassword;
import org.restante.server.login.Survey;
import org.restante.server.login.TokenVerdict;
import org.restante.server.login.TokenVerifier;
import org.restante.server.login.Verifier;
import org.restante.server.net.Refusal;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Accounts, tokens and settings around the exchanges of one test. */
final class Scene implements Accounts {
    static final int DECOY_ITERATIONS = 4096;

    /** Nobody is refused. */
    static final Gate OPEN = _ -> Optional.empty();

    /** What {@link #SHUT} says. */
    static final Login.Entry.Refused REFUSED =
            new Login.Entry.Refused("", Refusal.FAILURES_OF_ADDRESS, Duration.ofHours(1));

    /** Everybody is refused. */
    static final Gate SHUT = _ -> Optional.of(REFUSED);

    /** Base64 of RFC 7677's example. */
    private static final String SALT_256 = "W22ZaJ0SNY7soEsUEjb6gQ==";

    private static final String SALT_1 = "QSXCR+Q6sek8bf92";

    final Map<String, Account> byName = new HashMap<>();
    final Map<String, TokenVerdict> tokens = new HashMap<>();
    Survey survey = Survey.UNKNOWN;
    SaslSettings settings = SaslSettings.AUTOMATIC;
    boolean down;
    boolean readOnly;
    boolean withTokens = true;
    String proven = "";

    final Authenticator authenticator =
            new Authenticator(this, new PlainText(new Secret("\0")), () -> Instant.EPOCH, random());

    static SecureRandom random() {
        return new SecureRandom();
    }

    Scene put(String name, Verifier... verifiers) {
        return put(name, true, verifiers);
    }

    Scene put(String name, boolean enabled, Verifier... verifiers) {
        byName.put(name, new Account(name, enabled, List.of(verifiers), MaildropName.of("drop")));
        return this;
    }

    Account account(String name) {
        return Objects.requireNonNull(byName.get(name));
    }

    /** The user of the published examples: user, pencil, with keys of both hashes. */
    static Scene published() {
        return new Scene()
                .put(
                        "user",
                        scram(Scram.SHA_256, "pencil", SALT_256),
                        scram(Scram.SHA_1, "pencil", SALT_1));
    }

    Mechanisms mechanisms() {
        TokenVerifier verifier =
                token ->
                        tokens.getOrDefault(
                                token.reveal(),
                                new TokenVerdict.Invalid("invalid_token", "unknown"));
        return new Mechanisms(
                authenticator,
                new CachedSurvey(this, () -> Instant.EPOCH),
                withTokens ? Optional.of(verifier) : Optional.empty(),
                () -> settings,
                DECOY_ITERATIONS,
                () -> Instant.ofEpochSecond(1_000_000),
                random());
    }

    static Channel clear() {
        return new Channel(
                "pop.example.com",
                Optional.of(110),
                false,
                Optional.empty(),
                false,
                Optional.empty());
    }

    static Channel tls() {
        return new Channel(
                "pop.example.com",
                Optional.of(995),
                true,
                Optional.empty(),
                false,
                Optional.empty());
    }

    static Channel bound(byte[] binding) {
        return new Channel(
                "pop.example.com",
                Optional.of(995),
                true,
                Optional.of(binding),
                true,
                Optional.empty());
    }

    static Channel certified(X509Certificate certificate) {
        return new Channel(
                "pop.example.com",
                Optional.of(995),
                true,
                Optional.empty(),
                false,
                Optional.of(certificate));
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Verifier plain(String password) {
        return new PlainText(new Secret(password));
    }

    static Verifier scram(Scram scram, String password, String salt) {
        return TestAccounts.keys(scram, password, salt);
    }

    @Override
    public Optional<Account> byLogin(String loginName) throws IOException {
        if (down) {
            throw new IOException("down");
        }
        return Optional.ofNullable(
                byName.get(loginName.toLowerCase(Locale.ROOT).replaceFirst("@example\\.com$", "")));
    }

    @Override
    public Optional<Account> byAddress(String address) {
        return Optional.empty();
    }

    @Override
    public Survey survey() {
        return survey;
    }

    @Override
    public void proven(Account account, Verifier proved, Secret password) throws IOException {
        proven = account.name() + " " + proved.scheme();
        if (readOnly) {
            throw new IOException("read-only");
        }
    }

    private record PlainText(Secret password) implements RecoverablePassword {
        @Override
        public String scheme() {
            return "PLAIN";
        }

        @Override
        public String stored() {
            return password.reveal();
        }

        @Override
        public boolean matches(Secret sent) {
            return sent.equals(password);
        }
    }

    static final Set<Mechanism> ALL = Set.of(Mechanism.values());
}
