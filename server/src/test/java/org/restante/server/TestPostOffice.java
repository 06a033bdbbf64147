package org.restante.server;

import org.restante.server.event.Event;
import org.restante.server.event.SessionIds;
import org.restante.server.lmtp.LmtpProtocol;
import org.restante.server.lmtp.LmtpSettings;
import org.restante.server.login.Authenticator;
import org.restante.server.login.CachedSurvey;
import org.restante.server.login.ClearTextLogin;
import org.restante.server.login.Login;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Retention;
import org.restante.server.login.Throttle;
import org.restante.server.login.ThrottleSettings;
import org.restante.server.login.TokenVerifier;
import org.restante.server.login.sasl.Mechanisms;
import org.restante.server.login.sasl.SaslSettings;
import org.restante.server.net.Admission;
import org.restante.server.net.EndReason;
import org.restante.server.net.Endpoint;
import org.restante.server.net.Listener;
import org.restante.server.net.Network;
import org.restante.server.net.Tls;
import org.restante.server.net.TlsOffer;
import org.restante.server.net.Watchdog;
import org.restante.server.pop1.Pop1Protocol;
import org.restante.server.pop2.Pop2Protocol;
import org.restante.server.pop3.Pop3Protocol;
import org.restante.server.pop3.Pop3Settings;
import org.restante.server.quota.QuotaSettings;
import org.restante.server.quota.Quotas;
import org.restante.server.session.PlainPopSettings;
import org.restante.server.session.PopProtocol;
import org.restante.server.text.Language;
import org.restante.store.MaildropStore;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A server of its own for a test: POP3, POP3 inside TLS, POP2, POP1 and LMTP on free ports of
 * 127.0.0.1, over any store. Time for its watchdog is the test's: {@link #pass} lets some go.
 */
public final class TestPostOffice implements AutoCloseable {
    /** How long a test waits for anything before it fails. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    /** So little that sessions of all tests rest now and then. */
    private static final Duration RESTS_AFTER = Duration.ofMillis(2);

    private final TestAccounts accounts = new TestAccounts();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicLong passedNanos = new AtomicLong();
    private final Watchdog watchdog =
            new Watchdog(() -> System.nanoTime() + passedNanos.get(), RESTS_AFTER);
    private final MaildropStore store;
    private final PopProtocol pop3Protocol;
    private final PopProtocol pop2Protocol;
    private final PopProtocol pop1Protocol;
    private final Listener pop3;
    private final Listener pop2;
    private final Listener pop1;
    private final Optional<Listener> pop3s;
    private final Listener lmtp;

    /** What a test may want otherwise than the default. */
    public record Options(
            Pop3Settings pop3,
            LmtpSettings lmtp,
            Admission.Rules rules,
            Optional<TlsOffer> tls,
            SaslSettings sasl,
            Optional<TokenVerifier> tokens,
            Listener.Rules listener,
            ThrottleSettings throttle,
            QuotaSettings quotas) {
        public static Options standard() {
            return new Options(
                    new Pop3Settings(
                            "mail.example.org",
                            ClearTextLogin.LOOPBACK,
                            Optional.of("Restante"),
                            false,
                            Language.ENGLISH,
                            Duration.ZERO,
                            new Retention.Never(),
                            OnDelete.REMOVE,
                            false,
                            Duration.ofMinutes(2),
                            Duration.ofMinutes(10),
                            10,
                            5),
                    new LmtpSettings(
                            "mail.example.org",
                            List.of(Network.parse("127.0.0.0/8"), Network.parse("2001:db8::/32")),
                            false,
                            List.of(),
                            64L * 1024 * 1024,
                            100,
                            Duration.ofMinutes(5),
                            10),
                    new Admission.Rules(10_000, 10, List.of(Network.parse("127.0.0.0/8"))),
                    Optional.empty(),
                    SaslSettings.AUTOMATIC,
                    Optional.empty(),
                    Listener.Rules.NONE,
                    new ThrottleSettings(
                            Duration.ZERO,
                            Duration.ZERO,
                            1000,
                            1000,
                            Duration.ofHours(1),
                            Duration.ofMinutes(10),
                            Duration.ofDays(30),
                            List.of(),
                            64),
                    QuotaSettings.NONE);
        }

        public Options withThrottle(ThrottleSettings other) {
            return new Options(pop3, lmtp, rules, tls, sasl, tokens, listener, other, quotas);
        }

        public Options withQuotas(QuotaSettings other) {
            return new Options(pop3, lmtp, rules, tls, sasl, tokens, listener, throttle, other);
        }

        public Options withListener(Listener.Rules other) {
            return new Options(pop3, lmtp, rules, tls, sasl, tokens, other, throttle, quotas);
        }

        public Options withPop3(UnaryOperator<Pop3Settings> change) {
            return new Options(
                    change.apply(pop3), lmtp, rules, tls, sasl, tokens, listener, throttle, quotas);
        }

        public Options withLmtp(UnaryOperator<LmtpSettings> change) {
            return new Options(
                    pop3, change.apply(lmtp), rules, tls, sasl, tokens, listener, throttle, quotas);
        }

        public Options withRules(Admission.Rules other) {
            return new Options(pop3, lmtp, other, tls, sasl, tokens, listener, throttle, quotas);
        }

        public Options withTls(TlsOffer other) {
            return new Options(
                    pop3,
                    lmtp,
                    rules,
                    Optional.of(other),
                    sasl,
                    tokens,
                    listener,
                    throttle,
                    quotas);
        }

        public Options withSasl(SaslSettings other) {
            return new Options(pop3, lmtp, rules, tls, other, tokens, listener, throttle, quotas);
        }

        public Options withTokens(TokenVerifier other) {
            return new Options(
                    pop3, lmtp, rules, tls, sasl, Optional.of(other), listener, throttle, quotas);
        }

        public Options withTls(Tls other) {
            return withTls(new TlsOffer(other, "pop3"));
        }
    }

    public TestPostOffice(MaildropStore store) throws IOException {
        this(store, Options.standard());
    }

    public TestPostOffice(MaildropStore store, Options options) throws IOException {
        this.store = store;
        SessionIds ids = new SessionIds();
        Listener.Shared shared =
                new Listener.Shared(
                        // More than a test lets pass at once, as a reply's end and that may meet.
                        watchdog, new Admission(options::rules), () -> Duration.ofMinutes(12));
        Authenticator authenticator =
                new Authenticator(
                        accounts, TestAccounts.NOBODY, InstantSource.system(), new SecureRandom());
        InstantSource clock = () -> Instant.now().plusNanos(passedNanos.get());
        CachedSurvey survey = new CachedSurvey(accounts, clock);
        Login login =
                new Login(
                        authenticator,
                        survey,
                        new Throttle(() -> options.throttle, clock, new SecureRandom()),
                        () -> options.pop3.loginDelay(),
                        () -> true,
                        clock);
        Pop3Protocol.Services services =
                new Pop3Protocol.Services(
                        store,
                        login,
                        new Mechanisms(
                                authenticator,
                                survey,
                                options.tokens,
                                () -> options.sasl,
                                4096,
                                clock,
                                new SecureRandom()),
                        options.tls,
                        events::add,
                        ids,
                        clock,
                        new SecureRandom());
        pop3Protocol = Pop3Protocol.of("pop3", false, services, options::pop3);
        pop3 = listen(shared, options, pop3Protocol);
        pop3s =
                options.tls.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                listen(
                                        shared,
                                        options,
                                        Pop3Protocol.of("pop3s", true, services, options::pop3)));
        PlainPopSettings plain =
                new PlainPopSettings(
                        options.pop3.hostname(),
                        options.pop3.clearTextLogin(),
                        options.pop3.retention(),
                        options.pop3.onDelete(),
                        options.pop3.loginTimeout(),
                        options.pop3.idleTimeout(),
                        options.pop3.commandsInErrorMax(),
                        options.pop3.failedLoginsMax());
        pop2Protocol = Pop2Protocol.of(services.shared(), () -> plain);
        pop2 = listen(shared, options, pop2Protocol);
        pop1Protocol = Pop1Protocol.of(services.shared(), () -> plain);
        pop1 = listen(shared, options, pop1Protocol);
        lmtp =
                listen(
                        shared,
                        options,
                        new LmtpProtocol(
                                new LmtpProtocol.Services(
                                        store,
                                        accounts,
                                        new Quotas(
                                                store,
                                                options::quotas,
                                                _ -> accounts.maildrops(),
                                                clock),
                                        events::add,
                                        ids,
                                        InstantSource.system()),
                                options::lmtp));
    }

    private static Listener listen(
            Listener.Shared shared, Options options, Listener.Protocol protocol)
            throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        Listener listener =
                Listener.bind(new Endpoint.Tcp(anyPort), shared, protocol, options::listener);
        listener.start();
        return listener;
    }

    public TestAccounts accounts() {
        return accounts;
    }

    public MaildropStore store() {
        return store;
    }

    public PopProtocol pop3Protocol() {
        return pop3Protocol;
    }

    /** A new connection to the POP3 listener, with a read time-out. */
    public Socket pop3() throws IOException {
        return connect(pop3);
    }

    public PopProtocol pop2Protocol() {
        return pop2Protocol;
    }

    public PopProtocol pop1Protocol() {
        return pop1Protocol;
    }

    /** A new connection to the POP2 listener. */
    public Socket pop2() throws IOException {
        return connect(pop2);
    }

    /** A new connection to the POP1 listener. */
    public Socket pop1() throws IOException {
        return connect(pop1);
    }

    /** A new connection to the POP3 listener inside TLS; the handshake is the test's. */
    public Socket pop3s() throws IOException {
        return connect(pop3s.orElseThrow());
    }

    /** A new connection to the LMTP listener. */
    public Socket lmtp() throws IOException {
        return connect(lmtp);
    }

    private static Socket connect(Listener listener) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.connect(((Endpoint.Tcp) listener.endpoint()).address());
        return socket;
    }

    /** Lets the watchdog believe that this much more time has gone, and look. */
    public void pass(Duration time) {
        passedNanos.addAndGet(time.toNanos());
        watchdog.sweep();
    }

    /** Waits until so many sessions have no thread; fails when it takes too long. */
    public void awaitResting(int sessions) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (watchdog.resting() != sessions) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(watchdog.resting() + " sessions rest");
            }
            Thread.sleep(1);
        }
    }

    /** Waits for the next event of this kind that fits, dropping others; fails when none comes. */
    public <E extends Event> E await(Class<E> kind, Predicate<E> fits) throws InterruptedException {
        while (true) {
            Event event = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (event == null) {
                throw new AssertionError("no event " + kind.getSimpleName() + " came");
            }
            if (kind.isInstance(event) && fits.test(kind.cast(event))) {
                return kind.cast(event);
            }
        }
    }

    /** Lets time go by, a step at a time, until an event of this kind comes; drops others. */
    public <E extends Event> E awaitPassing(Duration step, Class<E> kind)
            throws InterruptedException {
        return awaitPassing(step, Duration.ofMillis(20), kind);
    }

    /**
     * The same with a longer look at what a step has done: the end of a reply that was written just
     * now must not take a second step.
     */
    public <E extends Event> E awaitPassing(Duration step, Duration pause, Class<E> kind)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            pass(step);
            long until = System.nanoTime() + pause.toNanos();
            // Events of before must not make another step of it.
            for (long left = pause.toNanos(); left > 0; left = until - System.nanoTime()) {
                Event event = events.poll(left, TimeUnit.NANOSECONDS);
                if (kind.isInstance(event)) {
                    return kind.cast(event);
                }
            }
        }
        throw new AssertionError("no event " + kind.getSimpleName() + " came");
    }

    /** Stops the LMTP listener as a shutdown begins: what is under way may be finished. */
    public void stopLmtp() {
        lmtp.close();
    }

    /** Stops the POP2 and the POP1 listener as a shutdown begins. */
    public void stopPlainPop() {
        pop2.close();
        pop1.close();
    }

    @Override
    public void close() {
        stopPlainPop();
        pop3.close();
        pop3s.ifPresent(Listener::close);
        lmtp.close();
        watchdog.endAll(EndReason.SHUTDOWN);
        watchdog.close();
    }
}
