package org.restante.accounts;

import org.restante.protocol.Secret;
import org.restante.server.login.Account;
import org.restante.server.login.Accounts;
import org.restante.server.login.Survey;
import org.restante.server.login.Verifier;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A source that knows what a test told it, counts its questions, and can be down. */
final class FixedAccounts implements Accounts {
    final List<String> asked = new ArrayList<>();
    final List<String> proven = new ArrayList<>();
    private final Map<String, Account> accounts = new HashMap<>();
    Survey survey = Survey.UNKNOWN;
    boolean down;

    /** Takes an account that is asked for by these names. */
    FixedAccounts with(String name, String... names) {
        Account account = new Account(name, true, List.of(), MaildropName.of(name));
        accounts.put(name, account);
        for (String each : names) {
            accounts.put(each, account);
        }
        return this;
    }

    void remove(String name) {
        accounts.remove(name);
    }

    @Override
    public Optional<Account> byLogin(String loginName) throws IOException {
        asked.add(loginName);
        if (down) {
            throw new IOException("down");
        }
        return Optional.ofNullable(accounts.get(loginName));
    }

    @Override
    public Optional<Account> byAddress(String address) throws IOException {
        return byLogin(address);
    }

    @Override
    public Survey survey() {
        return survey;
    }

    @Override
    public void proven(Account account, Verifier proved, Secret password) {
        proven.add(account.name());
    }
}
