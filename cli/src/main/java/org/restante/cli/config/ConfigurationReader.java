package org.restante.cli.config;

import org.jspecify.annotations.Nullable;
import org.restante.cli.config.Key.Preset;
import org.restante.cli.config.Sources.Entry;
import org.restante.cli.config.Type.Base;
import org.restante.server.net.ClientCertificates;
import org.restante.server.net.TlsPolicy;
import org.restante.server.net.TlsVersion;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads a configuration: the command line wins over the files, the files over the defaults. Nothing
 * is corrected, and every problem is found before one is told.
 */
public final class ConfigurationReader {
    private record Raw(Object value, Origin origin, Path folder) {}

    private final Search search;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Raw> raws = new LinkedHashMap<>();
    private final List<Setting> settings = new ArrayList<>();
    private final Values values = new Values();
    private final Map<TableList<?>, List<TableList.Table<?>>> tables = new HashMap<>();

    private ConfigurationReader(Search search) {
        this.search = search;
    }

    /**
     * Reads what is asked for, or what is found.
     *
     * @throws ConfigurationException with all problems
     */
    public static Loaded read(Request request, Search search) throws ConfigurationException {
        return new ConfigurationReader(search).read(request);
    }

    private Loaded read(Request request) throws ConfigurationException {
        Optional<Path> file =
                request.file().map(search.workingDirectory()::resolve).or(search::find);
        Sources sources = new Sources(problems);
        if (file.isPresent()) {
            sources.readMain(file.get());
            if (sources.mainIsUnreadable()) {
                throw new ConfigurationException(ExitCode.NO_INPUT, problems);
            }
            sources.entries().forEach(this::take);
        }
        boolean everyFileIsToml = problems.isEmpty();
        request.data().ifPresent(data -> override(Keys.DATA, data.toString(), "--data"));
        overrideListeners(request.listen());
        Path mainFolder =
                file.map(path -> path.toAbsolutePath().normalize().resolveSibling(""))
                        .orElse(search.workingDirectory());
        Keys.all().forEach(key -> set(key, mainFolder));
        for (TableList<?> list : Keys.lists()) {
            tables.put(list, List.copyOf(tables(list, sources.tables(list.name()), mainFolder)));
        }
        checkTogether(everyFileIsToml);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(ExitCode.CONFIG, problems);
        }
        return new Loaded(assemble(), file, settings);
    }

    private void take(Entry entry) {
        String name = entry.name();
        boolean known = Keys.all().stream().anyMatch(key -> key.name().equals(name));
        Raw before = raws.get(name);
        if (!known) {
            unknown(entry);
        } else if (before != null) {
            problem(
                    entry.origin(),
                    name,
                    entry.raw(),
                    "is set already at " + before.origin() + "; a key may be set only once");
        } else {
            Path folder = entry.origin().path().toAbsolutePath().normalize().resolveSibling("");
            raws.put(name, new Raw(entry.raw(), entry.origin(), folder));
        }
    }

    private void unknown(Entry entry) {
        String name = entry.name();
        boolean isTable = entry.raw() instanceof Toml.Table;
        var tables = new TreeSet<String>();
        Keys.all().forEach(key -> addTables(key.name(), tables));
        Keys.lists().forEach(list -> addTables(list.name(), tables));
        if (tables.contains(name)) {
            problem(
                    entry.origin(),
                    name,
                    entry.raw(),
                    "is " + Toml.kind(entry.raw()) + ", expected a table, written [" + name + "]");
            return;
        }
        var names = Keys.all().stream().map(Key::name).toList();
        var lists = Keys.lists().stream().map(TableList::name).toList();
        var nearest =
                isTable
                        ? Nearest.to(name, tables).or(() -> Nearest.to(name, names))
                        : Nearest.to(name, names)
                                .or(() -> Nearest.to(name, lists).map(it -> "[[" + it + "]]"));
        problems.add(
                new Problem(
                        entry.origin(),
                        Optional.of(name),
                        Optional.empty(),
                        (isTable ? "unknown table" : "unknown key")
                                + nearest.map(near -> "; did you mean " + near + "?").orElse("")));
    }

    private static void addTables(String name, Set<String> tables) {
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            tables.add(name.substring(0, dot));
        }
    }

    private void overrideListeners(List<String> options) {
        Map<String, List<Object>> addresses = new LinkedHashMap<>();
        var listeners =
                Keys.all().stream()
                        .map(Key::name)
                        .filter(name -> name.startsWith("listen.") && name.endsWith(".address"))
                        .map(name ->
                                name.substring(
                                        "listen.".length(), name.length() - ".address".length()))
                        .toList();
        for (String option : options) {
            String name = option.substring(0, Math.max(0, option.indexOf('=')));
            if (listeners.contains(name)) {
                addresses
                        .computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(option.substring(name.length() + 1));
            } else {
                problems.add(
                        new Problem(
                                new Origin.CommandLine("--listen"),
                                Optional.empty(),
                                Optional.of(option),
                                "\""
                                        + option
                                        + "\" is not NAME=ADDRESS with a NAME of "
                                        + String.join(", ", listeners)));
            }
        }
        addresses.forEach((name, list) ->
                raws.put(
                        "listen." + name + ".address",
                        new Raw(
                                list,
                                new Origin.CommandLine("--listen"),
                                search.workingDirectory())));
    }

    private void override(Key<?> key, Object value, String option) {
        raws.put(
                key.name(),
                new Raw(value, new Origin.CommandLine(option), search.workingDirectory()));
    }

    private <T> void set(Key<T> key, Path mainFolder) {
        set(key, key.name(), raws, values, mainFolder);
    }

    /**
     * Reads one value.
     *
     * @param name under which it is shown
     * @param written what the file has, by the keys' names
     * @param into where the value goes
     */
    private <T> void set(
            Key<T> key, String name, Map<String, Raw> written, Values into, Path mainFolder) {
        Raw raw = written.get(key.name());
        if (raw == null) {
            raw = preset(key, name, into, mainFolder);
        }
        if (raw == null) {
            return;
        }
        try {
            // Only the data folder itself is read before it is known; nothing else may need it
            // then.
            Path data = values.find(Keys.DATA).orElse(mainFolder);
            T value = key.type().reader().read(raw.value(), new Base(raw.folder(), data));
            into.put(key, value);
            settings.add(new Setting(name, shown(raw.value(), value), raw.origin(), key.live()));
        } catch (IllegalArgumentException e) {
            problem(raw.origin(), key.name(), raw.value(), String.valueOf(e.getMessage()));
        }
    }

    /** The default as a raw value; null when the default is nothing, which is then set here. */
    private <T> @Nullable Raw preset(Key<T> key, String name, Values into, Path mainFolder) {
        return switch (key.whenAbsent()) {
            case Preset.Fixed<T>(var value) -> new Raw(value, new Origin.Default(), mainFolder);
            case Preset.Derived<T>(_, var raw) ->
                    new Raw(raw.apply(values), new Origin.Default(), mainFolder);
            case Preset.Nothing<T>(var value, _) -> {
                into.put(key, value);
                settings.add(new Setting(name, "", new Origin.Default(), key.live()));
                yield null;
            }
            // Its absence has been told: only that place knows in which table.
            case Preset.Required<T> _ -> null;
        };
    }

    /** The tables of a list; without any in the files, one that is all default, if that can be. */
    private <K extends Enum<K>> List<TableList.Table<K>> tables(
            TableList<K> list, List<Sources.Table> written, Path mainFolder) {
        List<TableList.Table<K>> read = new ArrayList<>();
        if (written.isEmpty() && !(list.kind().whenAbsent() instanceof Preset.Required)) {
            table(list, 1, new Origin.Default(), List.of(), mainFolder).ifPresent(read::add);
        }
        for (Sources.Table each : written) {
            int number = written.indexOf(each) + 1;
            table(list, number, each.origin(), each.entries(), mainFolder).ifPresent(read::add);
        }
        return read;
    }

    /** One table; empty if its kind is not known. */
    private <K extends Enum<K>> Optional<TableList.Table<K>> table(
            TableList<K> list, int number, Origin origin, List<Entry> entries, Path mainFolder) {
        Map<String, Raw> written = new LinkedHashMap<>();
        for (Entry entry : entries) {
            Path folder = entry.origin().path().toAbsolutePath().normalize().resolveSibling("");
            written.put(entry.name(), new Raw(entry.raw(), entry.origin(), folder));
        }
        String shown = list.name() + "[" + number + "].";
        Values own = new Values();
        set(list.kind(), shown + list.within(list.kind()), written, own, mainFolder);
        if (list.kind().whenAbsent() instanceof Preset.Required<?>(var example)
                && !written.containsKey(list.kind().name())) {
            problems.add(
                    new Problem(
                            origin,
                            Optional.of(list.kind().name()),
                            Optional.empty(),
                            "is missing; each [["
                                    + list.name()
                                    + "]] needs it, such as "
                                    + Toml.write(example)));
        }
        Optional<K> kind = own.find(list.kind());
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        List<Key<?>> shape = Objects.requireNonNull(list.shapes().get(kind.get()));
        for (Entry entry : entries) {
            boolean known =
                    entry.name().equals(list.kind().name())
                            || shape.stream().anyMatch(key -> key.name().equals(entry.name()));
            if (!known) {
                problems.add(
                        new Problem(
                                entry.origin(),
                                Optional.of(entry.name()),
                                Optional.empty(),
                                notOfThisKind(list, kind.get(), shape, entry.name())));
            }
        }
        for (Key<?> key : shape) {
            if (key.whenAbsent() instanceof Preset.Required<?>(var example)
                    && !written.containsKey(key.name())) {
                problems.add(
                        new Problem(
                                origin,
                                Optional.of(key.name()),
                                Optional.empty(),
                                "is missing; "
                                        + kind(list, kind.get())
                                        + " needs it, such as "
                                        + Toml.write(example)));
            }
            set(key, shown + list.within(key), written, own, mainFolder);
        }
        return Optional.of(new TableList.Table<>(kind.get(), own, origin));
    }

    private static <K extends Enum<K>> String kind(TableList<K> list, K kind) {
        return list.within(list.kind()) + " = " + Toml.write(Type.kebab(kind));
    }

    private static <K extends Enum<K>> String notOfThisKind(
            TableList<K> list, K kind, List<Key<?>> shape, String name) {
        String others =
                list.shapes().entrySet().stream()
                        .filter(other ->
                                other.getValue().stream().anyMatch(key -> key.name().equals(name)))
                        .map(other -> Toml.write(Type.kebab(other.getKey())))
                        .collect(Collectors.joining(", "));
        String here = " for " + kind(list, kind);
        if (!others.isEmpty()) {
            return "is no key" + here + ", only for " + others;
        }
        return "unknown key"
                + here
                + Nearest.to(name, shape.stream().map(Key::name).toList())
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
    }

    // Paths are shown as they are in force; all else as it was written.
    private static Object shown(Object raw, Object value) {
        return switch (value) {
            case Path path -> path.toString();
            case Optional<?> some when some.isPresent() -> shown(raw, some.get());
            case List<?> list
                    when list.stream()
                            .allMatch(it -> it instanceof ListenAddress || it instanceof Path) ->
                    list.stream().map(Object::toString).toList();
            default -> raw;
        };
    }

    private void checkTogether(boolean everyFileIsToml) {
        // What an unreadable line sets is unknown, so nothing can be said about its absence.
        if (everyFileIsToml) {
            needs(Keys.CERTIFICATE, Keys.KEY);
            needs(Keys.KEY, Keys.CERTIFICATE);
            needsAuthorities(Keys.POP3_CLIENT_CERTIFICATES);
            needsAuthorities(Keys.POP3S_CLIENT_CERTIFICATES);
        }
        for (TableList.Table<AccountsKeys.Kind> source : of(AccountsKeys.LIST)) {
            AccountsKeys.lack(source)
                    .ifPresent(lack ->
                            problems.add(
                                    new Problem(
                                            source.origin(),
                                            Optional.of(AccountsKeys.LIST.name()),
                                            Optional.empty(),
                                            lack)));
        }
        int certificates = files(Keys.CERTIFICATE).size();
        int keys = files(Keys.KEY).size();
        if (certificates > 0 && keys > 0 && certificates != keys) {
            problem(
                    Keys.KEY,
                    "must be as many as tls.certificate, which are "
                            + certificates
                            + ", in the same order");
        }
        files(Keys.CERTIFICATE).forEach(path -> mustExist(Keys.CERTIFICATE, path));
        files(Keys.KEY).forEach(path -> mustExist(Keys.KEY, path));
        values.find(Keys.CLIENT_AUTHORITIES)
                .flatMap(file -> file)
                .ifPresent(path -> mustExist(Keys.CLIENT_AUTHORITIES, path));
        checkSuites();
        Stream.of(Keys.OAUTH_CLIENT_SECRET_FILE, Keys.ACME_AUTHORITIES, Keys.ACME_EXTERNAL_KEY_FILE)
                .forEach(key ->
                        values.find(key)
                                .flatMap(file -> file)
                                .ifPresent(path -> mustExist(key, path)));
        // What is bad or unreadable has been told; guesses at what it meant would be noise.
        if (problems.isEmpty()) {
            boolean withVerifiers =
                    of(AccountsKeys.LIST).stream().anyMatch(AccountsKeys::givesVerifiers);
            Stream.of(
                            OauthTable.check(values).stream(),
                            AcmeTable.check(values).stream(),
                            LoginTable.check(values, withVerifiers).stream())
                    .flatMap(wrong -> wrong)
                    .forEach(wrong -> problem(wrong.key(), wrong.message()));
            SortingKeys.Tables places = places();
            for (TableList.Table<CollectionKeys.Kind> each : of(CollectionKeys.LIST)) {
                lacks(
                        CollectionKeys.LIST,
                        each,
                        CollectionKeys.lack(each, of(CollectionKeys.LIST), places));
            }
            for (TableList.Table<CollectionKeys.Kind> each : places.destinations()) {
                lacks(SortingKeys.DESTINATION_LIST, each, places.lack(each));
            }
            List<String> collections = CollectionKeys.names(of(CollectionKeys.LIST));
            for (TableList.Table<SortingKeys.Match> each : places.rules()) {
                lacks(SortingKeys.RULE_LIST, each, places.lackOfRule(each, collections));
            }
        }
        checkListeners();
        checkHostname();
        checkLoopback(Keys.POP2, Keys.POP2_INSECURE);
        checkLoopback(Keys.POP1, Keys.POP1_INSECURE);
        checkTimes();
    }

    private SortingKeys.Tables places() {
        return new SortingKeys.Tables(of(SortingKeys.DESTINATION_LIST), of(SortingKeys.RULE_LIST));
    }

    private void lacks(TableList<?> list, TableList.Table<?> table, Optional<String> what) {
        what.ifPresent(lack ->
                problems.add(
                        new Problem(
                                table.origin(), Optional.of(list.name()), Optional.empty(), lack)));
    }

    private void checkTimes() {
        if (isLonger(Keys.FAILED_LOGIN_DELAY, Keys.FAILED_LOGIN_DELAY_MAX)) {
            problem(
                    Keys.FAILED_LOGIN_DELAY_MAX,
                    "must not be less than " + Keys.FAILED_LOGIN_DELAY.name());
        }
        // An upper limit on a session's life is allowed only far above the idle timer (RW-025).
        boolean limited = values.find(Keys.SESSION_TIME).filter(time -> !time.isZero()).isPresent();
        if (limited && isLonger(Keys.IDLE_TIMEOUT, Keys.SESSION_TIME)) {
            problem(Keys.SESSION_TIME, "must not be less than " + Keys.IDLE_TIMEOUT.name());
        }
    }

    private boolean isLonger(Key<Duration> one, Key<Duration> other) {
        return values.find(one)
                .flatMap(time -> values.find(other).filter(limit -> time.compareTo(limit) > 0))
                .isPresent();
    }

    private <T> void needs(Key<Optional<T>> one, Key<Optional<T>> other) {
        if (isSet(one) && !isSet(other) && raws.get(other.name()) == null) {
            problem(one, "needs " + other.name() + " as well");
        }
    }

    private <T> boolean isSet(Key<Optional<T>> key) {
        return values.find(key).flatMap(value -> value).isPresent();
    }

    private void needsAuthorities(Key<ClientCertificates> key) {
        boolean asks = values.find(key).filter(it -> it != ClientCertificates.OFF).isPresent();
        if (asks
                && !isSet(Keys.CLIENT_AUTHORITIES)
                && raws.get(Keys.CLIENT_AUTHORITIES.name()) == null) {
            problem(key, "needs " + Keys.CLIENT_AUTHORITIES.name() + " as well");
        }
    }

    private List<Path> files(Key<Optional<List<Path>>> key) {
        return values.find(key).flatMap(value -> value).orElse(List.of());
    }

    // One that this user may not look at can still be there for the user who serves.
    private void mustExist(Key<?> key, Path path) {
        if (Files.notExists(path)) {
            problem(key, "no such file: " + path);
        }
    }

    private void checkSuites() {
        Optional<TlsVersion> minimum = values.find(Keys.TLS_MINIMUM);
        Optional<List<String>> suites = values.find(Keys.TLS_SUITES);
        if (minimum.isPresent() && suites.isPresent()) {
            try {
                TlsPolicy _ = new TlsPolicy(minimum.get(), suitesOf(suites.get()), List.of());
            } catch (IllegalArgumentException e) {
                problem(Keys.TLS_SUITES, String.valueOf(e.getMessage()));
            }
        }
    }

    private static List<String> suitesOf(List<String> configured) {
        return configured.isEmpty() ? TlsPolicy.ALLOWED_SUITES : configured;
    }

    private record Listener(Key<?> key, ListenAddress address) {}

    private void checkListeners() {
        List<Listener> listeners =
                Stream.concat(
                                Stream.of(Keys.POP3, Keys.POP3S, Keys.POP2, Keys.POP1, Keys.LMTP),
                                isSet(Keys.ACME_DIRECTORY) ? Stream.of(Keys.ACME) : Stream.empty())
                        .flatMap(this::listeners)
                        .toList();
        for (int i = 0; i < listeners.size(); i++) {
            Listener one = listeners.get(i);
            // RFC 2033 §5: port 25 is where SMTP is expected, and LMTP is for local links.
            if (one.key().equals(Keys.LMTP)
                    && one.address() instanceof ListenAddress.Tcp(_, var port)
                    && port == 25) {
                problem(
                        one.key(),
                        "LMTP must not be served on port 25 (RFC 2033 §5); 24 is its own");
            }
            for (Listener other : listeners.subList(0, i)) {
                if (one.address().collidesWith(other.address())) {
                    problem(
                            one.key(),
                            one.address()
                                    + " is taken by "
                                    + other.key().name()
                                    + " = "
                                    + other.address());
                }
            }
        }
    }

    /** What the greeting of POP2 may show (RFC 937, Formal Syntax); POP1's is alike. */
    private void checkHostname() {
        boolean shown =
                Stream.of(Keys.POP2, Keys.POP1).flatMap(this::listeners).findAny().isPresent();
        values.find(Keys.HOSTNAME)
                .filter(name -> shown && !name.matches("[A-Za-z0-9.-]{1,255}"))
                .ifPresent(_ ->
                        problem(
                                Keys.HOSTNAME,
                                "must be letters, digits, - and . of ASCII, as POP2 and POP1 show it"));
    }

    /** Passwords in the clear leave this machine only if somebody said so (P2-029, P1-015). */
    private void checkLoopback(Key<List<ListenAddress.Tcp>> key, Key<Boolean> insecure) {
        if (!values.find(insecure).orElse(true)) {
            listeners(key)
                    .map(Listener::address)
                    .filter(address -> !address.isLoopback())
                    .forEach(address ->
                            problem(
                                    key,
                                    address
                                            + " can be reached from other machines, and there is no TLS here:"
                                            + " must be localhost, an address in 127.0.0.0/8 or [::1],"
                                            + " or "
                                            + insecure.name()
                                            + " must be true"));
        }
    }

    private Stream<Listener> listeners(Key<? extends List<? extends ListenAddress>> key) {
        return values.find(key).stream()
                .flatMap(List::stream)
                .map(address -> new Listener(key, address));
    }

    private void problem(Key<?> key, String message) {
        Raw raw = raws.get(key.name());
        if (raw == null) {
            problems.add(
                    new Problem(
                            new Origin.Default(),
                            Optional.of(key.name()),
                            Optional.empty(),
                            message));
        } else {
            problem(raw.origin(), key.name(), raw.value(), message);
        }
    }

    private void problem(Origin origin, String name, Object raw, String message) {
        // A password that was put into a URL, or in place of where it is, is shown to nobody.
        String value =
                name.endsWith("password")
                        ? "***"
                        : Toml.write(raw).replaceAll("://([^:/@\"]*):[^\"]*@", "://$1:***@");
        problems.add(new Problem(origin, Optional.of(name), Optional.of(value), message));
    }

    @SuppressWarnings("unchecked") // tables() made them of this list
    private <K extends Enum<K>> List<TableList.Table<K>> of(TableList<K> list) {
        return (List<TableList.Table<K>>) (List<?>) tables.getOrDefault(list, List.of());
    }

    private Configuration assemble() {
        return new Configuration(
                values.get(Keys.DATA),
                values.get(Keys.HOSTNAME),
                values.get(Keys.DOMAINS),
                values.get(Keys.POSTMASTER),
                tls(),
                new Configuration.Pop3Listener(
                        values.get(Keys.POP3), values.get(Keys.CLEAR_TEXT_LOGIN)),
                values.get(Keys.POP3S),
                new Configuration.PlainPop(
                        values.get(Keys.POP2),
                        values.get(Keys.POP2_INSECURE),
                        values.get(Keys.POP2_PROXIES)),
                new Configuration.PlainPop(
                        values.get(Keys.POP1),
                        values.get(Keys.POP1_INSECURE),
                        values.get(Keys.POP1_PROXIES)),
                new Configuration.Lmtp(
                        values.get(Keys.LMTP),
                        values.get(Keys.LMTP_PEERS),
                        values.get(Keys.BARE_LINE_ENDS),
                        values.get(Keys.BARE_LINE_ENDS_MENDED_FOR),
                        values.get(Keys.MESSAGE_OCTETS_MAX),
                        values.get(Keys.RECIPIENTS_MAX)),
                new Configuration.Proxies(
                        values.get(Keys.POP3_PROXIES),
                        values.get(Keys.POP3S_PROXIES),
                        values.get(Keys.LMTP_PROXIES)),
                new Configuration.Pop3(
                        values.get(Keys.IMPLEMENTATION),
                        values.get(Keys.LANGUAGE),
                        values.get(Keys.EXPIRE),
                        values.get(Keys.ON_DELETE),
                        values.get(Keys.VIEWS),
                        values.get(Keys.REPLACE_NUL)),
                new Configuration.Login(
                        values.get(Keys.LOGIN_DELAY),
                        values.get(Keys.APOP),
                        values.get(Keys.MECHANISMS),
                        values.get(Keys.CERTIFICATE_NAME)),
                OauthTable.assemble(values),
                new Configuration.Limits(
                        values.get(Keys.TRUSTED),
                        values.get(Keys.SESSIONS),
                        values.get(Keys.SESSIONS_PER_ADDRESS),
                        values.get(Keys.IPV6_PREFIX),
                        Optional.of(values.get(Keys.SESSION_TIME)).filter(time -> !time.isZero()),
                        values.get(Keys.IDLE_TIMEOUT),
                        values.get(Keys.LOGIN_TIMEOUT),
                        values.get(Keys.STALL_TIMEOUT),
                        values.get(Keys.LMTP_IDLE_TIMEOUT),
                        values.get(Keys.COMMANDS_IN_ERROR),
                        values.get(Keys.FAILED_LOGINS),
                        new Configuration.Guessing(
                                values.get(Keys.FAILED_LOGIN_DELAY),
                                values.get(Keys.FAILED_LOGIN_DELAY_MAX),
                                values.get(Keys.FAILED_LOGINS_PER_ADDRESS),
                                values.get(Keys.FAILED_LOGINS_PER_ACCOUNT),
                                values.get(Keys.FAILED_LOGIN_WINDOW),
                                values.get(Keys.BAN_TIME),
                                values.get(Keys.KNOWN_GOOD_TIME)),
                        values.get(Keys.STOP_TIMEOUT)),
                new Configuration.Store(
                        values.get(Keys.STORE_KIND),
                        values.get(Keys.STORE_PATH),
                        values.get(Keys.LINE_ENDS),
                        values.get(Keys.UNDO_WINDOW),
                        values.get(Keys.SWEEP_INTERVAL),
                        values.get(Keys.JOURNAL_SIZE)),
                QuotaTable.assemble(values),
                of(AccountsKeys.LIST).stream().map(AccountsKeys::source).toList(),
                of(CollectionKeys.LIST).stream()
                        .map(it -> CollectionKeys.settings(it, places()))
                        .toList(),
                new Configuration.Log(values.get(Keys.LOG_LEVEL), values.get(Keys.LOG_FORMAT)));
    }

    private Configuration.Tls tls() {
        List<Path> certificates = files(Keys.CERTIFICATE);
        List<Path> keys = files(Keys.KEY);
        return new Configuration.Tls(
                IntStream.range(0, certificates.size())
                        .mapToObj(i ->
                                new Configuration.Certificate(certificates.get(i), keys.get(i)))
                        .toList(),
                values.get(Keys.TLS_MINIMUM),
                suitesOf(values.get(Keys.TLS_SUITES)),
                values.get(Keys.TLS_PROVIDER),
                values.get(Keys.CLIENT_AUTHORITIES),
                values.get(Keys.POP3_CLIENT_CERTIFICATES),
                values.get(Keys.POP3S_CLIENT_CERTIFICATES),
                AcmeTable.assemble(values));
    }
}
