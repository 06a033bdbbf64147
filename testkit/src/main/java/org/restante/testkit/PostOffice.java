package org.restante.testkit;

import org.restante.protocol.Secret;
import org.restante.protocol.UniqueId;
import org.restante.server.event.SessionIds;
import org.restante.server.lmtp.LmtpProtocol;
import org.restante.server.lmtp.LmtpSettings;
import org.restante.server.login.Authenticator;
import org.restante.server.login.CachedSurvey;
import org.restante.server.login.ClearTextLogin;
import org.restante.server.login.Login;
import org.restante.server.login.OnDelete;
import org.restante.server.login.RecoverablePassword;
import org.restante.server.login.Retention;
import org.restante.server.login.Throttle;
import org.restante.server.login.ThrottleSettings;
import org.restante.server.login.sasl.Mechanism;
import org.restante.server.login.sasl.MechanismChoice;
import org.restante.server.login.sasl.Mechanisms;
import org.restante.server.login.sasl.SaslSettings;
import org.restante.server.net.Admission;
import org.restante.server.net.EndReason;
import org.restante.server.net.Endpoint;
import org.restante.server.net.Listener;
import org.restante.server.net.Network;
import org.restante.server.net.Watchdog;
import org.restante.server.pop3.Pop3Protocol;
import org.restante.server.pop3.Pop3Settings;
import org.restante.server.quota.QuotaSettings;
import org.restante.server.quota.Quotas;
import org.restante.server.text.Language;
import org.restante.store.MaildropName;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A whole Restante in this process, on free ports of 127.0.0.1, with its maildrops in memory.
 *
 * <p>Clients connect to {@link #pop3} or {@link #pop3s}. What they say is recorded ({@link
 * #dialogues}), and what they hear can be made wrong ({@link #faults}). Behind stands the server as
 * it is in production, which can be reached itself by {@link #directPop3} and {@link #directPop3s}.
 * Mail arrives by {@link #deliver} or, as from another server, at {@link #lmtp}.
 *
 * <p>Thread-safe. Whoever starts it closes it; closing waits for nothing that a client does.
 */
public final class PostOffice implements AutoCloseable {
    private static final String HOSTNAME = "localhost";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AWAIT_TIME = Duration.ofSeconds(10);

    /** Later connections are served, but not recorded. */
    private static final int DIALOGUES_MAX = 10_000;

    private final Builder plan;
    private final Signal signal = new Signal();
    private final SessionEnds ends = new SessionEnds(signal::changed);
    private final OfficeAccounts accounts = new OfficeAccounts();
    private final MemoryStore store = new MemoryStore();
    private final Watchdog watchdog = new Watchdog();
    private final Admission admission;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Relay> relays = new ArrayList<>();
    private final List<Dialogue> dialogues = new CopyOnWriteArrayList<>();
    private final Faults faults;
    private final InetSocketAddress directPop3;
    private final InetSocketAddress directPop3s;
    private final InetSocketAddress pop3;
    private final InetSocketAddress pop3s;
    private final InetSocketAddress lmtp;

    /** What a post office is to be like; confined to one thread. */
    public static final class Builder {
        private final Map<String, String> passwords = new LinkedHashMap<>();
        private final Map<String, String> tokens = new LinkedHashMap<>();
        private final List<Placed> mail = new ArrayList<>();
        private final List<Fault> faults = new ArrayList<>();
        private Set<Mechanism> mechanisms = EnumSet.of(Mechanism.SCRAM_SHA_256, Mechanism.PLAIN);
        private boolean apop;
        private Duration patience = PATIENCE;

        private Builder() {}

        private record Placed(String account, Mail mail) {}

        private Builder(Builder other) {
            passwords.putAll(other.passwords);
            tokens.putAll(other.tokens);
            mail.addAll(other.mail);
            faults.addAll(other.faults);
            mechanisms = EnumSet.copyOf(other.mechanisms);
            apop = other.apop;
            patience = other.patience;
        }

        /**
         * An account; mail for it arrives at its name and at {@code NAME@localhost}.
         *
         * @param name without {@code +}, {@code /} and control characters; letter case does not
         *     matter
         * @param password not empty
         */
        public Builder account(String name, String password) {
            MaildropName.of(name);
            passwords.put(name, password);
            return this;
        }

        /**
         * A message in the maildrop of an account that was named before.
         *
         * @throws IllegalArgumentException if there is no such account
         */
        public Builder message(String account, Mail message) {
            if (!passwords.containsKey(account)) {
                throw new IllegalArgumentException("there is no account \"" + account + "\"");
            }
            mail.add(new Placed(account, message));
            return this;
        }

        /** The same, of a text as {@link Mail#of(String)} takes it. */
        public Builder message(String account, String text) {
            return message(account, Mail.of(text));
        }

        /** A bearer token that logs in as an account, by OAUTHBEARER or XOAUTH2 inside TLS. */
        public Builder token(String account, String token) {
            tokens.put(token, account);
            EnumSet<Mechanism> all = EnumSet.of(Mechanism.OAUTHBEARER, Mechanism.XOAUTH2);
            all.addAll(mechanisms);
            mechanisms = all;
            return this;
        }

        /** The greeting offers APOP (RFC 1939 §7). */
        public Builder apop() {
            apop = true;
            return this;
        }

        /**
         * The SASL mechanisms on offer, instead of SCRAM-SHA-256 and PLAIN.
         *
         * @param names such as {@code "CRAM-MD5"}; those with {@code -PLUS} are offered by {@link
         *     #directPop3s} alone, because whatever sits in the middle breaks them
         * @throws IllegalArgumentException if there is no mechanism of a name
         */
        public Builder mechanisms(String... names) {
            EnumSet<Mechanism> chosen = EnumSet.noneOf(Mechanism.class);
            for (String name : names) {
                chosen.add(
                        Mechanism.find(name)
                                .orElseThrow(() ->
                                        new IllegalArgumentException(
                                                "there is no mechanism " + name)));
            }
            mechanisms = chosen;
            return this;
        }

        /** Something that is wrong from the start; {@link PostOffice#reset} brings it back. */
        public Builder fault(Fault fault) {
            faults.add(fault);
            return this;
        }

        /**
         * How long a client may take to send its next command, or a fault may keep it waiting, 30
         * seconds by default: then the connection ends. It is looked at once a second.
         *
         * @param time a second or more
         */
        public Builder patience(Duration time) {
            if (time.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("patience is " + time + ", must be 1s or more");
            }
            patience = time;
            return this;
        }

        /**
         * Starts it; this builder may go on to start others.
         *
         * @throws UncheckedIOException if no port can be had
         */
        public PostOffice start() {
            try {
                return new PostOffice(new Builder(this));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Nobody may log in yet. */
    public static Builder builder() {
        return new Builder();
    }

    private PostOffice(Builder plan) throws IOException {
        this.plan = plan;
        faults = new Faults(plan.faults);
        List<Network> here = List.of(Network.parse("127.0.0.0/8"));
        admission = new Admission(() -> new Admission.Rules(100_000, 100_000, here));
        furnish();
        try {
            directPop3 = listen(pop3("direct-pop3", false, true), Duration.ofMinutes(10));
            directPop3s = listen(pop3("direct-pop3s", true, true), Duration.ofMinutes(10));
            Relay.Services relayed =
                    new Relay.Services(ends, faults, this::dialogue, plan.patience);
            pop3 = relay("pop3", false, relayed);
            pop3s = relay("pop3s", true, relayed);
            lmtp = listen(delivery(), Duration.ofMinutes(10));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private InetSocketAddress relay(String name, boolean implicitTls, Relay.Services services)
            throws IOException {
        InetSocketAddress behind =
                listen(
                        pop3("behind-" + name, implicitTls, false),
                        Duration.ofMinutes(10),
                        new Listener.Rules(
                                List.of(Network.parse("127.0.0.0/8")),
                                plan.patience,
                                Optional.empty()));
        Relay relay = new Relay(name, implicitTls, behind, services);
        relays.add(relay);
        return listen(relay, plan.patience);
    }

    private InetSocketAddress listen(Listener.Protocol protocol, Duration stallTimeout)
            throws IOException {
        return listen(protocol, stallTimeout, Listener.Rules.NONE);
    }

    private InetSocketAddress listen(
            Listener.Protocol protocol, Duration stallTimeout, Listener.Rules rules)
            throws IOException {
        Listener listener =
                Listener.bind(
                        new Endpoint.Tcp(
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)),
                        new Listener.Shared(watchdog, admission, () -> stallTimeout),
                        protocol,
                        () -> rules);
        listeners.add(listener);
        listener.start();
        return ((Endpoint.Tcp) listener.endpoint()).address();
    }

    /**
     * The server as it is in production.
     *
     * @param direct whether clients talk to it themselves, so that channel binding can work
     */
    private Listener.Protocol pop3(String name, boolean implicitTls, boolean direct) {
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        Authenticator authenticator =
                new Authenticator(
                        accounts, RecoverablePassword.of(new Secret("\0")), clock, random);
        CachedSurvey survey = new CachedSurvey(accounts, clock);
        Login login =
                new Login(
                        authenticator,
                        survey,
                        new Throttle(PostOffice::unthrottled, clock, random),
                        () -> Duration.ZERO,
                        () -> true,
                        clock);
        SaslSettings sasl =
                new SaslSettings(
                        new MechanismChoice.Named(offered(direct)),
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(HOSTNAME, "127.0.0.1", "::1"));
        Mechanisms mechanisms =
                new Mechanisms(
                        authenticator,
                        survey,
                        Optional.of(accounts),
                        () -> sasl,
                        OfficeAccounts.ITERATIONS,
                        clock,
                        random);
        Pop3Settings settings =
                new Pop3Settings(
                        HOSTNAME,
                        ClearTextLogin.LOOPBACK,
                        Optional.of("Restante-testkit"),
                        plan.apop,
                        Language.ENGLISH,
                        Duration.ZERO,
                        new Retention.Never(),
                        OnDelete.REMOVE,
                        false,
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(10),
                        1000,
                        1000);
        return Pop3Protocol.of(
                name,
                implicitTls,
                new Pop3Protocol.Services(
                        store,
                        login,
                        mechanisms,
                        Optional.of(Certificates.offer(CertificateKind.VALID)),
                        ends,
                        new SessionIds(),
                        clock,
                        random),
                () -> settings);
    }

    private Set<Mechanism> offered(boolean direct) {
        EnumSet<Mechanism> offered = EnumSet.copyOf(plan.mechanisms);
        if (!direct) {
            offered.removeIf(Mechanism::usesChannelBinding);
        } else if (offered.contains(Mechanism.SCRAM_SHA_256)) {
            offered.add(Mechanism.SCRAM_SHA_256_PLUS);
        }
        return offered;
    }

    /** Tests fail to log in as often as they like. */
    private static ThrottleSettings unthrottled() {
        return new ThrottleSettings(
                Duration.ZERO,
                Duration.ZERO,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Duration.ofHours(1),
                Duration.ZERO,
                Duration.ZERO,
                List.of(Network.parse("127.0.0.0/8")),
                64);
    }

    private Listener.Protocol delivery() {
        LmtpSettings settings =
                new LmtpSettings(
                        HOSTNAME,
                        List.of(Network.parse("127.0.0.0/8")),
                        false,
                        List.of(),
                        1024L * 1024 * 1024,
                        1000,
                        Duration.ofMinutes(5),
                        1000);
        return new LmtpProtocol(
                new LmtpProtocol.Services(
                        store,
                        accounts,
                        new Quotas(
                                store,
                                () -> QuotaSettings.NONE,
                                _ -> accounts.maildrops(),
                                InstantSource.system()),
                        ends,
                        new SessionIds(),
                        InstantSource.system()),
                () -> settings);
    }

    private Dialogue dialogue() {
        Dialogue dialogue = new Dialogue(signal::changed);
        if (dialogues.size() < DIALOGUES_MAX) {
            dialogues.add(dialogue);
        }
        return dialogue;
    }

    private void furnish() {
        plan.passwords.forEach(accounts::put);
        plan.tokens.forEach((token, account) -> accounts.putToken(account, token));
        plan.mail.forEach(placed -> deliver(placed.account(), placed.mail()));
    }

    /** Where POP3 is spoken, with STLS: recorded, and with the faults that are wanted. */
    public InetSocketAddress pop3() {
        return pop3;
    }

    /** The same inside TLS from the start (RFC 8314 §3). */
    public InetSocketAddress pop3s() {
        return pop3s;
    }

    /** Where the server itself speaks POP3: nothing is recorded, nothing is wrong. */
    public InetSocketAddress directPop3() {
        return directPop3;
    }

    /** The same inside TLS from the start; SCRAM with channel binding works here and only here. */
    public InetSocketAddress directPop3s() {
        return directPop3s;
    }

    /** Where LMTP is spoken (RFC 2033): takes mail for the accounts. */
    public InetSocketAddress lmtp() {
        return lmtp;
    }

    /** What a client needs in order to trust the certificate here. */
    public Trust trust() {
        return Certificates.trust();
    }

    /** What is wrong now; may be changed at any time. */
    public Faults faults() {
        return faults;
    }

    /** One account more, or another password for one. */
    public void account(String name, String password) {
        MaildropName.of(name);
        accounts.put(name, password);
    }

    /**
     * Puts a message into a maildrop, whoever has it open: the next login lists it.
     *
     * @return its unique-id
     * @throws IllegalArgumentException if there is no such account
     */
    public String deliver(String account, Mail message) {
        try (var delivery = store.deliver(accounts.maildrop(account))) {
            byte[] octets = message.stored();
            delivery.write(octets, 0, octets.length);
            UniqueId id = delivery.commit();
            signal.changed();
            return id.value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, of a text as {@link Mail#of(String)} takes it. */
    public String deliver(String account, String text) {
        return deliver(account, Mail.of(text));
    }

    /**
     * What lies in a maildrop now, oldest first, whoever has it open.
     *
     * @throws IllegalArgumentException if there is no such account
     */
    public List<Mail> messages(String account) {
        return store.contents(accounts.maildrop(account)).values().stream().map(Mail::of).toList();
    }

    /** The unique-ids of {@link #messages}, in the same order. */
    public List<String> uniqueIds(String account) {
        return store.contents(accounts.maildrop(account)).keySet().stream()
                .map(UniqueId::value)
                .toList();
    }

    /** What was said at {@link #pop3} and {@link #pop3s}, one for each connection, oldest first. */
    public List<Dialogue> dialogues() {
        return List.copyOf(dialogues);
    }

    /** All commands of all connections in their order, such as {@code RETR 1}. */
    public List<String> commands() {
        return dialogues.stream().flatMap(each -> each.commands().stream()).toList();
    }

    /** The transcripts of all connections, with an empty line between. */
    public String transcript() {
        return dialogues.stream().map(Dialogue::transcript).collect(Collectors.joining("\n"));
    }

    /**
     * Returns when so many messages or more lie in a maildrop, and no sooner.
     *
     * @throws AssertionError if that does not come within ten seconds; it shows the transcript
     */
    public void awaitMessages(String account, int messages) throws InterruptedException {
        await(messages + " messages of " + account, () -> messages(account).size() >= messages);
    }

    /**
     * Returns when so many connections or more have ended, and their maildrops are free.
     *
     * @throws AssertionError if that does not come within ten seconds; it shows the transcript
     */
    public void awaitEnded(int connections) throws InterruptedException {
        await(
                connections + " connections to end",
                () -> dialogues.stream().filter(Dialogue::hasEnded).count() >= connections);
    }

    /**
     * Returns when a client has sent a command.
     *
     * @param command as {@link #commands} shows it
     * @throws AssertionError if it does not come within ten seconds; it shows the transcript
     */
    public void awaitCommand(String command) throws InterruptedException {
        await(command, () -> commands().contains(command));
    }

    /**
     * Returns when something is true of this post office; looks each time that something happens
     * here, and now and then besides.
     *
     * @param what is waited for, for the message
     * @throws AssertionError if it does not come true within ten seconds; it shows the transcript
     */
    public void await(String what, BooleanSupplier now) throws InterruptedException {
        signal.await(what, AWAIT_TIME, now, this::transcript);
    }

    /**
     * Makes it as it was when it was started, on the same ports: ends all sessions and waits for
     * them, forgets dialogues, has the first accounts, mail and faults again. Unique-ids are new.
     *
     * @throws AssertionError if a session does not end within ten seconds
     */
    public void reset() throws InterruptedException {
        relays.forEach(Relay::stopAll);
        watchdog.endAll(EndReason.SHUTDOWN);
        await("all sessions to end", () -> admission.connections() == 0);
        for (MaildropName maildrop : accounts.maildrops()) {
            store.contents(maildrop).keySet().forEach(id -> store.discard(maildrop, id));
        }
        accounts.clear();
        faults.clear();
        faults.add(plan.faults.toArray(Fault[]::new));
        dialogues.clear();
        furnish();
    }

    /** Ends everything at once; what clients were doing is not finished. */
    @Override
    public void close() {
        listeners.forEach(Listener::close);
        watchdog.endAll(EndReason.SHUTDOWN);
        watchdog.close();
    }
}
