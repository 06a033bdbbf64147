package org.restante.acme;

import org.jspecify.annotations.Nullable;
import org.restante.server.net.Listener;
import org.restante.server.net.TlsIdentity;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The certificate that a server has of an authority by ACME, kept fresh. One thread of its own
 * sleeps until a certificate is due and orders it; whatever goes wrong there, the server keeps what
 * it has, and the next try comes after a {@link BackOff}. Thread-safe.
 *
 * <p>A certificate is due when there is none, when it has other names than those that are wanted,
 * and when a third of its life is left. Nothing is asked of the authority at any other time.
 */
public final class AcmeCertificates implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AcmeCertificates.class.getName());

    /** A third of the life is left for failures: with 90 days that is a month. */
    private static final int RENEWED_IN_THE_LAST = 3;

    /** So long at least lies between two orders that went well, whatever the dates in them say. */
    private static final Duration BETWEEN_ORDERS = Duration.ofHours(1);

    /** How long a whole order may take; longer, and something in it hangs. */
    private static final Duration ORDER_TIME_MAX = Duration.ofMinutes(30);

    /** The longest time for which an authority's wish to be left in peace is obeyed. */
    private static final Duration RETRY_AFTER_MAX = Duration.ofDays(7);

    /** How long a stop waits for an order to let go. */
    private static final Duration LETTING_GO_MAX = Duration.ofSeconds(5);

    private final AcmeSettings settings;
    private final CertificateFolder folder;
    private final Challenges challenges = new Challenges();
    private final CertificateOrder order;
    private final Time time;
    private final RandomGenerator random;

    private volatile Optional<TlsIdentity> identity = Optional.empty();
    private volatile Optional<String> warning = Optional.empty();
    private volatile @Nullable Thread thread;

    /** Whether the identity is not on disk yet; of the thread alone. */
    private boolean unkept;

    /**
     * Finds what an earlier run has left; asks the authority nothing yet. A damaged file is a
     * warning, and the certificate is ordered anew.
     */
    public AcmeCertificates(AcmeSettings settings, InstantSource clock, RandomGenerator random) {
        this(settings, Time.of(clock), random);
    }

    AcmeCertificates(AcmeSettings settings, Time time, RandomGenerator random) {
        this.settings = settings;
        this.time = time;
        this.random = random;
        folder = new CertificateFolder(settings.folder(), settings.directory());
        order = new CertificateOrder(settings, challenges, time);
        try {
            identity = folder.identity();
        } catch (IOException e) {
            warn("the certificate of an earlier run is not used: " + Reason.of(e));
        }
    }

    /** The newest certificate, with its key; empty until there is a first one. */
    public Optional<TlsIdentity> identity() {
        return identity;
    }

    /** What somebody should look at, if there is anything. */
    public Optional<String> warning() {
        return warning;
    }

    /** What the authority asks (http-01), to be served at port 80 of every name. */
    public Listener.Protocol challenges() {
        return challenges;
    }

    /**
     * Starts the thread.
     *
     * @param present told of each new certificate, on that thread
     */
    public void start(Consumer<TlsIdentity> present) {
        thread = Thread.ofVirtual().name("acme").start(() -> run(present));
    }

    /** Ends the thread, in the middle of an order if there is one. */
    @Override
    public void close() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(LETTING_GO_MAX);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isRunning() {
        Thread running = thread;
        return running != null && running.isAlive();
    }

    private void run(Consumer<TlsIdentity> present) {
        Instant next = due();
        int failures = 0;
        try {
            while (true) {
                time.await(next);
                try {
                    renew(present);
                    failures = 0;
                    warning = Optional.empty();
                    next = later(due(), time.instant().plus(BETWEEN_ORDERS));
                    // Whatever it is, the next try comes: nobody else starts this thread again.
                } catch (IOException | RuntimeException e) {
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                    failures++;
                    next = nextTry(failures, e);
                    warn(
                            "no new certificate for "
                                    + String.join(", ", settings.names())
                                    + " from "
                                    + settings.directory()
                                    + ": "
                                    + Reason.of(e)
                                    + "; next try at "
                                    + next.truncatedTo(ChronoUnit.SECONDS));
                }
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private Instant nextTry(int failures, Exception failure) {
        Instant now = time.instant();
        Instant own = now.plus(BackOff.after(failures, random));
        Optional<Instant> asked =
                failure instanceof OrderFailedException refused
                        ? refused.retryAfter()
                        : Optional.empty();
        return asked.map(until -> later(own, earlier(until, now.plus(RETRY_AFTER_MAX))))
                .orElse(own);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void renew(Consumer<TlsIdentity> present) throws IOException, InterruptedException {
        // What was had and could not be written down is not ordered again because of that.
        if (!unkept || !time.instant().isBefore(due())) {
            // Written before anything is asked: where nothing can be written, nothing is ordered.
            KeyPair account = folder.accountKey();
            TlsIdentity fresh = order(account);
            identity = Optional.of(fresh);
            unkept = true;
            present.accept(fresh);
            LOG.log(
                    Level.INFO,
                    "{0} is from {1} and expires at {2}",
                    fresh.title(),
                    settings.directory(),
                    fresh.certificate().getNotAfter().toInstant());
        }
        folder.keep(identity.orElseThrow());
        unkept = false;
    }

    /** On a thread of its own, which can be stopped when it takes too long. */
    private TlsIdentity order(KeyPair account) throws IOException, InterruptedException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<TlsIdentity> ordered = executor.submit(() -> order.run(account));
            try {
                return ordered.get(ORDER_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                // As of this thread: the cause alone would have another's trace.
                throw e.getCause() instanceof OrderFailedException failed
                        ? failed
                        : new IOException(e.getCause());
            } catch (TimeoutException e) {
                throw new IOException(
                        "the order took longer than " + ORDER_TIME_MAX.toMinutes() + " minutes", e);
            } finally {
                ordered.cancel(true);
            }
        }
    }

    /** When the next certificate is to be ordered. */
    private Instant due() {
        return identity.filter(it -> it.names().equals(Set.copyOf(settings.names())))
                .map(it -> due(it.certificate()))
                .orElse(Instant.MIN);
    }

    private static Instant due(X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        Duration life = Duration.between(certificate.getNotBefore().toInstant(), end);
        return end.minus(life.dividedBy(RENEWED_IN_THE_LAST));
    }

    private void warn(String text) {
        warning = Optional.of(text);
        LOG.log(Level.WARNING, "{0}", text);
    }
}
