package org.restante.server;

import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Scram;
import org.restante.server.login.Account;
import org.restante.server.login.Accounts;
import org.restante.server.login.Policy;
import org.restante.server.login.RecoverablePassword;
import org.restante.server.login.ScramKeys;
import org.restante.server.login.Survey;
import org.restante.server.login.Verifier;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Accounts of a test: names with passwords, mail at {@code name@localhost} and the bare name. */
public final class TestAccounts implements Accounts {
    /** A verifier that no password matches. */
    public static final Verifier NOBODY = verifier(new Secret("\0"));

    private volatile Survey survey = Survey.UNKNOWN;
    private final Map<String, Account> byName = new ConcurrentHashMap<>();
    private volatile boolean down;

    /** Adds or replaces an account. */
    public TestAccounts put(String name, String password) {
        return put(name, password, true);
    }

    public TestAccounts put(String name, String password, boolean enabled) {
        return put(name, password, enabled, Policy.NONE);
    }

    public TestAccounts put(String name, String password, boolean enabled, Policy policy) {
        return put(
                new Account(
                        name,
                        enabled,
                        List.of(verifier(new Secret(password))),
                        MaildropName.of(name),
                        policy));
    }

    /** An account with keys for SCRAM besides its password. */
    public TestAccounts putWithScram(String name, String password) {
        return put(
                new Account(
                        name,
                        true,
                        List.of(
                                verifier(new Secret(password)),
                                keys(Scram.SHA_256, password, "W22ZaJ0SNY7soEsUEjb6gQ=="),
                                keys(Scram.SHA_1, password, "QSXCR+Q6sek8bf92")),
                        MaildropName.of(name)));
    }

    /**
     * What an account keeps of a password for SCRAM.
     *
     * @param salt in base64
     */
    public static ScramKeys keys(Scram scram, String password, String salt) {
        return ScramKeys.of(scram, new Secret(password), Base64.getDecoder().decode(salt), 4096);
    }

    public TestAccounts put(Account account) {
        byName.put(account.name(), account);
        return this;
    }

    /** What is said of all accounts from now on. */
    public void setSurvey(Survey survey) {
        this.survey = survey;
    }

    @Override
    public Survey survey() {
        return survey;
    }

    /** Those of all its accounts. */
    public List<MaildropName> maildrops() {
        return byName.values().stream().map(Account::maildrop).toList();
    }

    /** From now on the source cannot answer. */
    public void setDown(boolean down) {
        this.down = down;
    }

    @Override
    public Optional<Account> byLogin(String loginName) throws IOException {
        return find(loginName.replaceFirst("@localhost$", ""));
    }

    @Override
    public Optional<Account> byAddress(String address) throws IOException {
        return find(address.replaceFirst("(?i)@localhost$", ""));
    }

    private Optional<Account> find(String name) throws IOException {
        if (down) {
            throw new IOException("the account source is down");
        }
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
    }

    private static Verifier verifier(Secret secret) {
        return RecoverablePassword.of(secret);
    }
}
