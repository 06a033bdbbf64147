package org.restante.cli.serve;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.restante.accounts.AccountDatabase;
import org.restante.accounts.password.BadVerifierException;
import org.restante.accounts.password.GeneratedPassword;
import org.restante.accounts.password.PasswordScheme;
import org.restante.accounts.password.ScramVerifier;
import org.restante.acme.AcmeCertificates;
import org.restante.cli.config.Configuration;
import org.restante.cli.config.ListenAddress;
import org.restante.cli.config.Loaded;
import org.restante.cli.config.Setting;
import org.restante.cli.control.ControlClient;
import org.restante.cli.control.ControlServer;
import org.restante.cli.log.EventLog;
import org.restante.cli.log.LogWriter;
import org.restante.server.event.SessionIds;
import org.restante.server.lmtp.LmtpProtocol;
import org.restante.server.login.Authenticator;
import org.restante.server.login.CachedSurvey;
import org.restante.server.login.ClearTextLogin;
import org.restante.server.login.Login;
import org.restante.server.login.RecoverablePassword;
import org.restante.server.login.Throttle;
import org.restante.server.login.Verifier;
import org.restante.server.login.sasl.Mechanism;
import org.restante.server.login.sasl.Mechanisms;
import org.restante.server.login.sasl.SaslSettings;
import org.restante.server.net.Admission;
import org.restante.server.net.EndReason;
import org.restante.server.net.Endpoint;
import org.restante.server.net.Listener;
import org.restante.server.net.Network;
import org.restante.server.net.Tls;
import org.restante.server.net.TlsIdentity;
import org.restante.server.net.TlsOffer;
import org.restante.server.net.TlsPolicy;
import org.restante.server.net.Watchdog;
import org.restante.server.pop1.Pop1Protocol;
import org.restante.server.pop2.Pop2Protocol;
import org.restante.server.pop3.Pop3Protocol;
import org.restante.server.quota.Quotas;
import org.restante.server.session.PopProtocol;
import org.restante.server.session.PopServices;
import org.restante.server.session.Sweep;
import org.restante.server.text.Language;
import org.restante.store.MaildropStore;
import org.restante.store.maildir.MaildirStore;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The running server: all that {@code serve} makes, from the data folder to the listeners. Made and
 * stopped by one thread; {@link #reload} and {@link #status} may be called from any.
 */
final class PostOffice {
    private static final System.Logger LOG = System.getLogger(PostOffice.class.getName());
    private static final Duration EXPIRES_SOON = Duration.ofDays(14);

    /** Others than an authority have no business there; they must not take places of sessions. */
    private static final int CHALLENGE_CONNECTIONS_MAX = 100;

    /** An authority asks from several places, but not in great numbers from one. */
    private static final int CHALLENGE_CONNECTIONS_PER_ADDRESS_MAX = 20;

    /** {@code status} shows this many bans, those that last longest. */
    private static final int BANS_SHOWN_MAX = 50;

    /** How long sessions may take to let go of their maildrops once their connections are cut. */
    private static final Duration LETTING_GO = Duration.ofSeconds(2);

    private final Instant started = Instant.now();
    private final SecureRandom random = new SecureRandom();
    private final Totals totals = new Totals();
    private final Watchdog watchdog = new Watchdog();
    private final List<Listener> listeners = new ArrayList<>();
    private final List<AutoCloseable> made;
    private final Callable<Loaded> configurationSource;
    private final LogWriter log;
    private final Admission admission;
    private final AccountSources accounts;
    private final MaildropStore store;
    private final CachedSurvey survey;
    private final Throttle throttle;
    private final Optional<AcmeCertificates> acme;
    private final Tls tls;
    private final AtomicReference<Optional<SaslState>> sasl =
            new AtomicReference<>(Optional.empty());
    private final PopServices popServices;
    private final PopProtocol pop3;
    private final PopProtocol pop3s;
    private final PopProtocol pop2;
    private final PopProtocol pop1;

    /** What is in force; replaced whole by a reload. */
    private volatile Loaded loaded;

    /**
     * Makes everything and starts to listen.
     *
     * @param configurationSource reads the configuration again for a reload
     * @throws IOException if any of it cannot be had, with the reason for a person; nothing is left
     *     running then
     */
    static PostOffice start(Loaded loaded, Callable<Loaded> configurationSource, LogWriter log)
            throws IOException {
        List<AutoCloseable> made = new ArrayList<>();
        try {
            PostOffice office = new PostOffice(loaded, configurationSource, log, made);
            office.open();
            return office;
        } catch (IOException | RuntimeException e) {
            closeAll(made);
            throw e;
        }
    }

    private PostOffice(
            Loaded loaded,
            Callable<Loaded> configurationSource,
            LogWriter log,
            List<AutoCloseable> made)
            throws IOException {
        this.loaded = loaded;
        this.configurationSource = configurationSource;
        this.log = log;
        this.made = made;
        Configuration configuration = loaded.configuration();
        made.add(DataFolder.take(configuration.data()));
        Language.ENGLISH.load();
        made.add(watchdog);
        admission = new Admission(() -> ServerSettings.admission(configuration()));
        accounts = new AccountSources(this::configuration);
        made.add(accounts);
        store = new MaildirStore(StoreOptions.maildir(configuration));
        InstantSource clock = InstantSource.system();
        acme = AcmeTls.certificates(configuration, clock, random);
        acme.ifPresent(made::add);
        tls =
                ServerSettings.tls(
                        configuration,
                        ServerSettings.policy(configuration),
                        identities(configuration));
        SessionIds ids = new SessionIds();
        Authenticator authenticator =
                new Authenticator(accounts.all(), nobody(random), clock, random);
        survey = new CachedSurvey(accounts.all(), clock);
        throttle = new Throttle(() -> ServerSettings.throttle(configuration()), clock, random);
        Login login =
                new Login(
                        authenticator,
                        survey,
                        throttle,
                        () -> configuration().login().delay(),
                        () -> configuration().pop3Settings().views(),
                        clock);
        Mechanisms mechanisms =
                new Mechanisms(
                        authenticator,
                        survey,
                        OauthLogin.tokens(configuration),
                        this::saslSettings,
                        ScramVerifier.ITERATIONS_DEFAULT,
                        clock,
                        random);
        EventLog eventLog = new EventLog(log);
        Pop3Protocol.Services services =
                new Pop3Protocol.Services(
                        store,
                        login,
                        mechanisms,
                        Optional.of(
                                new TlsOffer(tls, "pop3", () -> configuration().tls().onPop3())),
                        totals.and(eventLog),
                        ids,
                        clock,
                        random);
        popServices = services.shared();
        Optional<String> implementation = Optional.of("Restante");
        pop3 =
                Pop3Protocol.of(
                        "pop3",
                        false,
                        services,
                        () -> ServerSettings.pop3(configuration(), implementation));
        pop3s =
                Pop3Protocol.of(
                        "pop3s",
                        true,
                        services.withTls(
                                new TlsOffer(tls, "pop3", () -> configuration().tls().onPop3s())),
                        () -> ServerSettings.pop3(configuration(), implementation));
        pop2 =
                Pop2Protocol.of(
                        services.shared(),
                        () -> ServerSettings.plainPop(configuration(), configuration().pop2()));
        pop1 =
                Pop1Protocol.of(
                        services.shared(),
                        () -> ServerSettings.plainPop(configuration(), configuration().pop1()));
        LmtpProtocol lmtp =
                new LmtpProtocol(
                        new LmtpProtocol.Services(
                                store,
                                accounts.all(),
                                new Quotas(
                                        store,
                                        () -> configuration().quotas(),
                                        accounts::maildropsOf,
                                        InstantSource.system()),
                                totals.and(eventLog),
                                ids,
                                InstantSource.system()),
                        () -> ServerSettings.lmtp(configuration()));
        bind(
                "listen.pop3.address",
                configuration.pop3().addresses(),
                pop3,
                () ->
                        ServerSettings.popListener(
                                configuration(), configuration().proxies().pop3()));
        bind(
                "listen.pop3s.address",
                configuration.pop3s(),
                pop3s,
                () ->
                        ServerSettings.popListener(
                                configuration(), configuration().proxies().pop3s()));
        bind(
                "listen.pop2.address",
                configuration.pop2().addresses(),
                pop2,
                () ->
                        ServerSettings.popListener(
                                configuration(), configuration().pop2().proxies()));
        bind(
                "listen.pop1.address",
                configuration.pop1().addresses(),
                pop1,
                () ->
                        ServerSettings.popListener(
                                configuration(), configuration().pop1().proxies()));
        bind(
                "listen.lmtp.address",
                configuration.lmtp().addresses(),
                lmtp,
                () -> ServerSettings.lmtpListener(configuration()));
        if (configuration.tls().acme().isPresent()) {
            bind(
                    "listen.acme.address",
                    configuration.tls().acme().get().addresses(),
                    acme.orElseThrow().challenges(),
                    () -> Listener.Rules.NONE,
                    new Admission(() ->
                            new Admission.Rules(
                                    CHALLENGE_CONNECTIONS_MAX,
                                    CHALLENGE_CONNECTIONS_PER_ADDRESS_MAX,
                                    configuration().limits().trusted())));
        }
    }

    /** Costs what a wrong password costs, and is right for none. */
    private static Verifier nobody(SecureRandom random) throws IOException {
        try {
            return PasswordScheme.SCRAM_SHA_256
                    .make(GeneratedPassword.make(random), random)
                    .orElseThrow();
        } catch (BadVerifierException e) {
            throw new IOException("a generated password was refused", e);
        }
    }

    private List<TlsIdentity> identities(Configuration configuration) throws IOException {
        List<TlsIdentity> identities = new ArrayList<>();
        for (Configuration.Certificate own : configuration.tls().certificates()) {
            identities.add(TlsIdentity.read(own.certificate(), own.key()));
        }
        acme.flatMap(AcmeCertificates::identity).ifPresent(identities::add);
        return identities.isEmpty() ? List.of(selfSigned(configuration)) : identities;
    }

    /** Settings, and what they were made of. */
    private record SaslState(
            Configuration configuration, List<TlsIdentity> identities, SaslSettings settings) {}

    /** Asked several times in each session: made anew only when what they are made of changes. */
    // Both are replaced as a whole; to compare what is in them would take longer than to make this.
    @SuppressWarnings("ReferenceEquality")
    private SaslSettings saslSettings() {
        Configuration configuration = configuration();
        List<TlsIdentity> identities = tls.identities();
        Optional<SaslState> known =
                sasl.get()
                        .filter(it -> it.configuration() == configuration)
                        .filter(it -> it.identities() == identities);
        if (known.isPresent()) {
            return known.get().settings();
        }
        SaslSettings made = ServerSettings.sasl(configuration, names(identities));
        sasl.set(Optional.of(new SaslState(configuration, identities, made)));
        return made;
    }

    /** Whatever a certificate says that this server is called, clients may call it. */
    private static Set<String> names(List<TlsIdentity> identities) {
        Set<String> names = new HashSet<>();
        for (TlsIdentity identity : identities) {
            names.addAll(identity.names());
            names.addAll(identity.addresses());
        }
        return names;
    }

    private TlsIdentity selfSigned(Configuration configuration) throws IOException {
        Path folder = configuration.data().resolve("tls");
        Files.createDirectories(folder);
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        SelfSigned.makeUnlessThere(certificate, key, configuration.hostname(), random);
        return TlsIdentity.read(certificate, key);
    }

    private void bind(
            String key,
            List<? extends ListenAddress> addresses,
            Listener.Protocol protocol,
            Supplier<Listener.Rules> rules)
            throws IOException {
        bind(key, addresses, protocol, rules, admission);
    }

    private void bind(
            String key,
            List<? extends ListenAddress> addresses,
            Listener.Protocol protocol,
            Supplier<Listener.Rules> rules,
            Admission places)
            throws IOException {
        Supplier<Duration> stall = () -> configuration().limits().stallTimeout();
        for (Endpoint endpoint : ServerSettings.endpoints(key, addresses)) {
            try {
                Listener listener =
                        Listener.bind(
                                endpoint,
                                new Listener.Shared(watchdog, places, stall),
                                protocol,
                                rules);
                made.add(listener);
                listeners.add(listener);
            } catch (IOException e) {
                throw new IOException(key + ": " + endpoint + ": " + e.getMessage(), e);
            }
        }
    }

    private void open() throws IOException {
        Path data = configuration().data();
        made.add(
                ControlServer.start(
                        data.resolve(ControlClient.SOCKET),
                        Map.of(
                                "status",
                                _ -> status(),
                                "reload",
                                _ -> reload(),
                                "unban",
                                this::unban,
                                "forget",
                                this::forget)));
        listeners.forEach(Listener::start);
        ListenersFile.write(data, listeners);
        acme.ifPresent(it -> it.start(this::present));
        Duration interval = configuration().store().sweepInterval();
        if (!interval.isZero()) {
            made.add(
                    Sweeper.start(
                            interval,
                            () ->
                                    new Sweep(
                                            accounts.all(),
                                            popServices,
                                            () -> configuration().pop3Settings().retention())));
        }
    }

    /** From the next handshake on; not in the middle of a reload, which may replace it. */
    private synchronized void present(TlsIdentity identity) {
        tls.replace(List.of(identity));
    }

    Configuration configuration() {
        return loaded.configuration();
    }

    Loaded loaded() {
        return loaded;
    }

    List<Listener> listeners() {
        return listeners;
    }

    /** Where the first account is made; there is such a source when nothing is configured. */
    AccountDatabase accounts() {
        return accounts.writable().orElseThrow();
    }

    MaildropStore store() {
        return store;
    }

    /** What the server does now, for {@code restante status}. */
    JsonObject status() {
        JsonObject status = new JsonObject();
        status.addProperty("pid", ProcessHandle.current().pid());
        status.addProperty("started", started.toString());
        status.addProperty("data", configuration().data().toString());
        loaded.file().ifPresent(file -> status.addProperty("configuration", file.toString()));
        JsonArray list = ListenersFile.json(listeners);
        for (int i = 0; i < listeners.size(); i++) {
            list.get(i).getAsJsonObject().addProperty("sessions", listeners.get(i).sessions());
        }
        status.add("listeners", list);
        status.addProperty("connections", admission.connections());
        status.addProperty("certificate-sha256", sha256(tls.identities().getFirst()));
        status.add("totals", numbers(totals.totals()));
        status.add("refusals", numbers(totals.refusals()));
        status.add("commands", numbers(totals.commands()));
        status.add("bans", bans());
        JsonArray warnings = new JsonArray();
        warnings().forEach(warnings::add);
        status.add("warnings", warnings);
        return status;
    }

    private static String sha256(TlsIdentity identity) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(identity.certificate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate was read and has no octets", e);
        }
    }

    private static JsonObject numbers(Map<String, Long> counts) {
        JsonObject object = new JsonObject();
        counts.forEach(object::addProperty);
        return object;
    }

    /** What somebody should look at. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Configuration now = configuration();
        boolean open =
                listeners.stream()
                        // No client is served at the one for challenges, and no password taken.
                        .filter(listener -> !listener.name().equals("acme"))
                        .map(Listener::endpoint)
                        .anyMatch(endpoint ->
                                endpoint instanceof Endpoint.Tcp(var address)
                                        && !address.getAddress().isLoopbackAddress());
        acme.flatMap(AcmeCertificates::warning).ifPresent(warnings::add);
        boolean selfSigned =
                now.tls().certificates().isEmpty()
                        && acme.flatMap(AcmeCertificates::identity).isEmpty();
        if (selfSigned && open) {
            warnings.add("the certificate is self-signed: clients have no reason to trust it");
        }
        // What an authority gives may live shorter than that; failing to renew it warns by itself.
        Duration soon = acme.isPresent() ? Duration.ZERO : EXPIRES_SOON;
        for (TlsIdentity identity : tls.identities()) {
            Instant expires = identity.certificate().getNotAfter().toInstant();
            if (expires.isBefore(Instant.now().plus(soon))) {
                warnings.add(
                        identity.title()
                                + (expires.isBefore(Instant.now())
                                        ? " expired at "
                                        : " expires at ")
                                + expires);
            }
        }
        boolean insecure =
                (now.pop2().insecure() && !now.pop2().addresses().isEmpty())
                        || (now.pop1().insecure() && !now.pop1().addresses().isEmpty());
        boolean proxied = !now.pop3().addresses().isEmpty() && !now.proxies().pop3().isEmpty();
        if (insecure
                || (now.pop3().clearTextLogin() == ClearTextLogin.ALWAYS && (open || proxied))) {
            warnings.add("passwords may be sent without TLS: anybody on the way can read them");
        }
        warnings.addAll(unusable(now.login()));
        try {
            if (configuration().accounts().size() == 1
                    && accounts.writable().isPresent()
                    && accounts.writable().get().isEmpty()) {
                warnings.add("there are no accounts: restante account add NAME");
            }
        } catch (IOException e) {
            warnings.add("the accounts cannot be read: " + e.getMessage());
        }
        return warnings;
    }

    /** Ways to log in that are offered although some accounts cannot use them. */
    private List<String> unusable(Configuration.Login login) {
        Map<String, List<String>> methods = new LinkedHashMap<>();
        for (Mechanism mechanism : login.mechanisms().orElse(List.of())) {
            mechanism
                    .neededScheme()
                    .ifPresent(scheme ->
                            methods.computeIfAbsent(scheme, _ -> new ArrayList<>())
                                    .add(mechanism.text()));
        }
        if (login.apop()) {
            methods.computeIfAbsent(RecoverablePassword.SCHEME, _ -> new ArrayList<>()).add("APOP");
        }
        List<String> warnings = new ArrayList<>();
        survey.now()
                .verifiers()
                .ifPresent(known ->
                        methods.forEach((scheme, names) -> {
                            if (known.lacking(scheme) > 0) {
                                warnings.add(
                                        known.lacking(scheme)
                                                + " of "
                                                + known.accounts()
                                                + " accounts have no {"
                                                + scheme
                                                + "} verifier and cannot log in by "
                                                + String.join(", ", names)
                                                + (accounts.writable().isPresent()
                                                        ? ": restante account password NAME"
                                                                + " --scheme "
                                                                + scheme
                                                        : "; their source would have to store"
                                                                + " one"));
                            }
                        }));
        return warnings;
    }

    /**
     * Reads the configuration again and applies it, or changes nothing.
     *
     * @throws IOException if it is bad, or needs a restart; with the reason
     */
    synchronized JsonObject reload() throws IOException {
        Loaded next;
        try {
            next = configurationSource.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        }
        Set<String> fixed = new TreeSet<>();
        Set<String> changed = new TreeSet<>();
        for (Setting setting : loaded.settings()) {
            // A table of a list that is gone.
            if (next.settings().stream().noneMatch(s -> s.key().equals(setting.key()))) {
                (setting.live() ? changed : fixed).add(setting.key());
            }
        }
        for (Setting setting : next.settings()) {
            Optional<Setting> before =
                    loaded.settings().stream().filter(s -> s.key().equals(setting.key())).findAny();
            if (!Objects.equals(before.map(Setting::value), Optional.of(setting.value()))) {
                (setting.live() ? changed : fixed).add(setting.key());
            }
        }
        if (!fixed.isEmpty()) {
            throw new IOException(
                    "nothing was changed: a restart is needed for " + String.join(", ", fixed));
        }
        List<TlsIdentity> identities = identities(next.configuration());
        TlsPolicy policy = ServerSettings.policy(next.configuration());
        try {
            // Checked by making them: a bad one stops the reload before anything has changed.
            ServerSettings.pop3(next.configuration(), Optional.empty());
            ServerSettings.lmtp(next.configuration());
            ServerSettings.throttle(next.configuration());
            tls.replace(policy, identities);
        } catch (IllegalArgumentException e) {
            throw new IOException("nothing was changed: " + e.getMessage(), e);
        }
        log.setLeast(ServeCommand.level(next.configuration()));
        loaded = next;
        accounts.forgetAll();
        JsonArray names = new JsonArray();
        changed.forEach(names::add);
        JsonObject reply = new JsonObject();
        reply.add("changed", names);
        LOG.log(Level.INFO, "configuration reloaded, changed: {0}", String.join(", ", changed));
        return reply;
    }

    private JsonArray bans() {
        JsonArray bans = new JsonArray();
        for (Throttle.Ban ban : throttle.bans(BANS_SHOWN_MAX)) {
            JsonObject one = new JsonObject();
            one.addProperty("who", ban.who());
            one.addProperty("cause", ban.cause().text());
            one.addProperty("until", ban.until().toString());
            one.addProperty("failures", ban.failures());
            bans.add(one);
        }
        return bans;
    }

    /** Lifts the ban on an address, a network or a login name. */
    private JsonObject unban(JsonObject request) throws IOException {
        if (!request.has("who")) {
            throw new IOException("\"who\" is missing");
        }
        String who = request.get("who").getAsString();
        boolean lifted;
        try {
            lifted = throttle.forgetAddress(Network.parse(who));
        } catch (IllegalArgumentException _) {
            // No address, so a name.
            lifted = throttle.forgetName(who);
        }
        JsonObject reply = new JsonObject();
        reply.addProperty("lifted", lifted);
        return reply;
    }

    /** Ends the sessions of the account that is named; else no more is forgotten than answers. */
    private JsonObject forget(JsonObject request) {
        if (!request.has("account")) {
            accounts.forgetAll();
            return new JsonObject();
        }
        String account = request.get("account").getAsString();
        accounts.forget(account);
        JsonObject reply = new JsonObject();
        reply.addProperty(
                "ended",
                pop3.end(account) + pop3s.end(account) + pop2.end(account) + pop1.end(account));
        return reply;
    }

    /**
     * Ends everything: no more connections, deliveries and removals in progress are finished within
     * {@code limits.stop-timeout}, all else is cut without UPDATE.
     */
    void stop() {
        listeners.forEach(Listener::close);
        awaitSessions(configuration().limits().stopTimeout());
        watchdog.endAll(EndReason.SHUTDOWN);
        awaitSessions(LETTING_GO);
        store.journal().flush();
        try {
            ListenersFile.remove(configuration().data());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "removing the list of listeners", e);
        }
        closeAll(made);
    }

    private void awaitSessions(Duration time) {
        Instant until = Instant.now().plus(time);
        try {
            while (admission.connections() > 0 && Instant.now().isBefore(until)) {
                Thread.sleep(Duration.ofMillis(10));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last that was made goes first. */
    private static void closeAll(List<AutoCloseable> made) {
        for (AutoCloseable each : made.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "closing", e);
            }
        }
    }
}
