package org.restante.server.login;

import org.restante.protocol.Secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks names and passwords. Shared by all sessions; thread-safe.
 *
 * <p>A password that was right is remembered for a while under a hash that is keyed with a secret
 * of this process and covers the stored verifier, so that a client that polls every minute does not
 * cost a slow hash each time, and a changed password counts at once. An unknown name costs a check
 * against a verifier of nobody, so that its answer takes as long as a wrong password's.
 */
public final class Authenticator {
    private static final Duration REMEMBER = Duration.ofMinutes(5);
    private static final int REMEMBERED_MAX = 50_000;

    private final Accounts accounts;
    private final Verifier nobody;
    private final InstantSource clock;
    private final SecretKeySpec key;

    /** Slow hashes cost a core each, and some much memory: a flood of logins waits here. */
    private final Semaphore checks = new Semaphore(Runtime.getRuntime().availableProcessors());

    /** Guarded by itself; the oldest is forgotten first. */
    private final Map<String, Instant> remembered =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            };

    /**
     * Checks against these accounts.
     *
     * @param nobody a verifier of the default scheme that no password matches
     * @param random for the key of this process
     */
    public Authenticator(
            Accounts accounts, Verifier nobody, InstantSource clock, SecureRandom random) {
        this.accounts = accounts;
        this.nobody = nobody;
        this.clock = clock;
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        this.key = new SecretKeySpec(octets, "HmacSHA256");
    }

    /** Checks a password; blocks as long as that takes. */
    public Verdict verify(String name, Secret password) throws InterruptedException {
        Optional<Account> found;
        try {
            found = accounts.byLogin(name);
        } catch (IOException e) {
            return new Verdict.Unavailable(e);
        }
        if (found.isEmpty()) {
            try {
                check(nobody, password);
            } catch (IOException e) {
                return new Verdict.Unavailable(e);
            }
            return new Verdict.Denied("no such account");
        }
        Account account = found.get();
        try {
            if (account.verifiers().isEmpty()) {
                check(nobody, password);
                return new Verdict.Denied("the account has no password");
            }
            boolean right = false;
            for (Verifier verifier : account.verifiers()) {
                right = right || matches(account, verifier, password);
            }
            if (!right) {
                return new Verdict.Denied("wrong password");
            }
        } catch (IOException e) {
            return new Verdict.Unavailable(e);
        }
        return account.enabled()
                ? new Verdict.Granted(account)
                : new Verdict.Denied("the account is disabled");
    }

    private boolean matches(Account account, Verifier verifier, Secret password)
            throws IOException, InterruptedException {
        String memory = memory(account, verifier, password);
        Instant now = clock.instant();
        synchronized (remembered) {
            Instant until = remembered.get(memory);
            if (until != null && now.isBefore(until)) {
                return true;
            }
        }
        if (!check(verifier, password)) {
            return false;
        }
        synchronized (remembered) {
            remembered.remove(memory);
            remembered.put(memory, now.plus(REMEMBER));
        }
        return true;
    }

    private boolean check(Verifier verifier, Secret password)
            throws IOException, InterruptedException {
        checks.acquire();
        try {
            return verifier.matches(password);
        } finally {
            checks.release();
        }
    }

    private String memory(Account account, Verifier verifier, Secret password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            for (String part :
                    new String[] {account.name(), verifier.scheme(), verifier.stored()}) {
                mac.update(part.getBytes(StandardCharsets.UTF_8));
                mac.update((byte) 0);
            }
            return Base64.getEncoder().encodeToString(mac.doFinal(password.octets()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }
}
