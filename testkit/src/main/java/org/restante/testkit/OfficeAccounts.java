package org.restante.testkit;

import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Scram;
import org.restante.server.login.Account;
import org.restante.server.login.Accounts;
import org.restante.server.login.RecoverablePassword;
import org.restante.server.login.ScramKeys;
import org.restante.server.login.Survey;
import org.restante.server.login.TokenVerdict;
import org.restante.server.login.TokenVerifier;
import org.restante.store.MaildropName;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Who may log in: by every mechanism that there is. Thread-safe. */
final class OfficeAccounts implements Accounts, TokenVerifier {
    /** The least that RFC 7677 §4 asks for: tests log in often. */
    static final int ITERATIONS = 4096;

    private static final int SALT_OCTETS = 16;
    private static final String LOCAL_DOMAIN = "@localhost";
    private static final Duration TOKEN_TIME = Duration.ofHours(1);

    private final ConcurrentMap<String, Account> byName = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, String> nameByToken = new ConcurrentHashMap<>();

    void put(String name, String password) {
        String folded = name.toLowerCase(Locale.ROOT);
        Secret secret = new Secret(password);
        byName.put(
                folded,
                new Account(
                        folded,
                        true,
                        List.of(
                                RecoverablePassword.of(secret),
                                keys(Scram.SHA_256, secret),
                                keys(Scram.SHA_1, secret)),
                        MaildropName.of(folded)));
    }

    private static ScramKeys keys(Scram scram, Secret password) {
        byte[] salt = new byte[SALT_OCTETS];
        new SecureRandom().nextBytes(salt);
        return ScramKeys.of(scram, password, salt, ITERATIONS);
    }

    void putToken(String name, String token) {
        nameByToken.put(token, name.toLowerCase(Locale.ROOT));
    }

    void clear() {
        byName.clear();
        nameByToken.clear();
    }

    List<MaildropName> maildrops() {
        return byName.values().stream().map(Account::maildrop).toList();
    }

    /** The maildrop of an account that there must be. */
    MaildropName maildrop(String name) {
        Account account = byName.get(name.toLowerCase(Locale.ROOT));
        if (account == null) {
            throw new IllegalArgumentException("there is no account \"" + name + "\"");
        }
        return account.maildrop();
    }

    @Override
    public Optional<Account> byLogin(String loginName) {
        return byAddress(loginName);
    }

    @Override
    public Optional<Account> byAddress(String address) {
        String folded = address.toLowerCase(Locale.ROOT);
        Account own = byName.get(folded);
        if (own == null && folded.endsWith(LOCAL_DOMAIN)) {
            own = byName.get(folded.substring(0, folded.length() - LOCAL_DOMAIN.length()));
        }
        return Optional.ofNullable(own);
    }

    @Override
    public Survey survey() {
        long all = byName.size();
        Survey.Verifiers verifiers =
                new Survey.Verifiers(
                        all,
                        Map.of(
                                RecoverablePassword.SCHEME,
                                all,
                                Scram.SHA_256.mechanism(),
                                all,
                                Scram.SHA_1.mechanism(),
                                all));
        return new Survey(Optional.of(verifiers), Optional.empty(), Optional.empty());
    }

    @Override
    public TokenVerdict verify(Secret token) {
        String name = nameByToken.get(token.reveal());
        return name == null
                ? new TokenVerdict.Invalid("invalid_token", "not one of the testkit's")
                : new TokenVerdict.Valid(name, Instant.now().plus(TOKEN_TIME));
    }
}
