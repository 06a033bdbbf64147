package org.restante.server.login;

import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Saslprep;

import java.io.IOException;
import java.lang.System.Logger.Level;
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
    private static final System.Logger LOG = System.getLogger(Authenticator.class.getName());
    private static final Duration REMEMBER = Duration.ofMinutes(5);

    /** So many right passwords are remembered, as hashes, of some 200 octets each. */
    private static final int REMEMBERED_MAX = 50_000;

    private final Accounts accounts;
    private final Verifier nobody;
    private final InstantSource clock;
    private final SecretKeySpec key;

    /** Ready with the key; copied for each use. */
    private final Mac mac;

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
        this.mac = newMac(key);
    }

    private static Mac newMac(SecretKeySpec key) {
        try {
            Mac made = Mac.getInstance("HmacSHA256");
            made.init(key);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }

    /**
     * The account that a login name means, once the name is prepared, and the view of it; every way
     * to log in finds its account here.
     *
     * @param name as the client sent it; one that cannot be prepared is nobody's
     * @throws IOException if the source cannot answer now
     */
    public Optional<Account> find(String name) throws IOException {
        Optional<PreparedName> prepared = PreparedName.of(name);
        if (prepared.isEmpty()) {
            return Optional.empty();
        }
        String value = prepared.get().value();
        // An address of an account may hold a +, too.
        Optional<Account> whole = accounts.byLogin(value);
        ViewedName viewed = ViewedName.of(value);
        if (whole.isPresent() || viewed.view().isEmpty()) {
            return whole;
        }
        return accounts.byLogin(viewed.account()).map(found -> found.viewing(viewed.view().get()));
    }

    /** Checks a password that came in the clear; blocks as long as that takes. */
    public Verdict verify(String name, Secret password) throws InterruptedException {
        return verify(name, password, false);
    }

    /**
     * Checks a password; blocks as long as that takes.
     *
     * @param tls whether it came inside TLS: only then may the source keep something made of it
     */
    public Verdict verify(String name, Secret password, boolean tls) throws InterruptedException {
        try {
            Optional<Account> found = find(name);
            if (found.isEmpty()) {
                check(nobody, password);
                return new Verdict.Denied("no such account");
            }
            // Compared as it came: verifiers of other systems were made of whatever was typed.
            if (!Saslprep.isPermitted(password.reveal())) {
                check(nobody, password);
                return new Verdict.Denied("a prohibited character in the password");
            }
            return verify(found.get(), password, tls);
        } catch (IOException e) {
            return new Verdict.Unavailable(e);
        }
    }

    private Verdict verify(Account account, Secret password, boolean tls)
            throws IOException, InterruptedException {
        if (account.verifiers().isEmpty()) {
            check(nobody, password);
            return new Verdict.Denied("the account has no password");
        }
        for (Verifier verifier : account.verifiers()) {
            String memory = memory(account, verifier, password);
            boolean known = isRemembered(memory);
            if (!known && !check(verifier, password)) {
                continue;
            }
            if (!account.enabled()) {
                return new Verdict.Denied("the account is disabled");
            }
            if (!known) {
                remember(memory);
                if (tls) {
                    tell(account, verifier, password);
                }
            }
            return new Verdict.Granted(account);
        }
        return new Verdict.Denied("wrong password");
    }

    private void tell(Account account, Verifier proved, Secret password) {
        try {
            accounts.proven(account, proved, password);
        } catch (IOException e) {
            // The password was right: a verifier that could not be stored is no reason to refuse.
            LOG.log(
                    Level.WARNING,
                    "a better verifier of the password of " + account.name() + " was not stored",
                    e);
        }
    }

    private boolean isRemembered(String memory) {
        synchronized (remembered) {
            Instant until = remembered.get(memory);
            return until != null && clock.instant().isBefore(until);
        }
    }

    private void remember(String memory) {
        Instant until = clock.instant().plus(REMEMBER);
        synchronized (remembered) {
            remembered.remove(memory);
            remembered.put(memory, until);
        }
    }

    private boolean check(Verifier verifier, Secret password)
            throws IOException, InterruptedException {
        if (!verifier.isCheckedHere()) {
            // Bounded by the connections to whoever is asked; one that hangs must not stop the
            // rest.
            return verifier.matches(password);
        }
        checks.acquire();
        try {
            return verifier.matches(password);
        } finally {
            checks.release();
        }
    }

    private String memory(Account account, Verifier verifier, Secret password) {
        Mac own;
        try {
            // Asking for one by its name would leave something with the session's thread.
            own = (Mac) mac.clone();
        } catch (CloneNotSupportedException _) {
            // That of a key store in hardware, say.
            own = newMac(key);
        }
        for (String part : new String[] {account.name(), verifier.scheme(), verifier.stored()}) {
            own.update(part.getBytes(StandardCharsets.UTF_8));
            own.update((byte) 0);
        }
        return Base64.getEncoder().encodeToString(own.doFinal(password.octets()));
    }
}
