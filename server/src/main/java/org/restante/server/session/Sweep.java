package org.restante.server.session;

import org.restante.server.event.Event;
import org.restante.server.login.Account;
import org.restante.server.login.Accounts;
import org.restante.server.login.Retention;
import org.restante.store.Sweeping;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One round over all accounts that can be listed: what their policies keep no longer is removed,
 * and what was removed before the undo window is gone for good. One maildrop at a time, each
 * followed by a pause as long as it took; one that is in use is left to the next round. Belongs to
 * one thread.
 *
 * <p>Nothing is remembered between rounds: one that was cut short is begun anew.
 */
public final class Sweep {
    /** So many names are asked for at once. */
    private static final int PAGE = 200;

    private final Accounts accounts;
    private final PopServices services;
    private final Supplier<Retention> usual;
    private final String id;
    private int maildrops;
    private int inUse;
    private int failed;
    private int expired;
    private int purged;

    /**
     * A round that has not begun.
     *
     * @param usual how long messages of accounts are kept that do not say so themselves
     */
    public Sweep(Accounts accounts, PopServices services, Supplier<Retention> usual) {
        this.accounts = accounts;
        this.services = services;
        this.usual = usual;
        this.id = services.ids().next();
    }

    /**
     * Goes once over all of them.
     *
     * @throws InterruptedException if it is to end; the maildrop that it was at is done
     */
    public void run() throws InterruptedException {
        long started = System.nanoTime();
        try {
            List<String> names = accounts.names("", PAGE);
            while (!names.isEmpty()) {
                for (String name : names) {
                    one(name);
                }
                names = accounts.names(names.getLast(), PAGE);
            }
        } catch (IOException e) {
            services.events().record(new Event.Failed(id, "listing the accounts to sweep", e));
        }
        services.events()
                .record(
                        new Event.SweepEnded(
                                id,
                                maildrops,
                                inUse,
                                failed,
                                expired,
                                purged,
                                Duration.ofNanos(System.nanoTime() - started)));
    }

    private void one(String name) throws InterruptedException {
        long started = System.nanoTime();
        try {
            Optional<Account> account = accounts.byLogin(name).filter(it -> it.name().equals(name));
            if (account.isPresent()) {
                maildrops++;
                sweep(account.get());
            }
        } catch (IOException e) {
            failed++;
            services.events().record(new Event.Failed(id, "sweeping the maildrop of " + name, e));
        }
        Thread.sleep(Duration.ofNanos(System.nanoTime() - started));
    }

    private void sweep(Account account) throws IOException {
        Retention retention = account.policy().retention().orElseGet(usual);
        switch (services.store()
                .sweep(account.maildrop(), retention.expiry(services.clock().instant()))) {
            case Sweeping.Swept(var gone, var goneForGood) -> tell(account, gone, goneForGood);
            case Sweeping.InUse(var goneForGood) -> {
                inUse++;
                tell(account, 0, goneForGood);
            }
        }
    }

    private void tell(Account account, int gone, int goneForGood) {
        expired += gone;
        purged += goneForGood;
        if (gone + goneForGood > 0) {
            services.events().record(new Event.Swept(id, account.name(), gone, goneForGood));
        }
    }
}
