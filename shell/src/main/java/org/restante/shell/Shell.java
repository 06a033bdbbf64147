package org.restante.shell;

import org.restante.client.CommandFailedException;
import org.restante.client.Pop3Server;
import org.restante.client.PopUrl;
import org.restante.client.Security;
import org.restante.client.Trust;
import org.restante.protocol.Secret;
import org.restante.protocol.pop3.ResponseCode;
import org.restante.shell.practice.Practice;
import org.restante.shell.script.Answer;
import org.restante.shell.text.OctetText;
import org.restante.shell.text.WireText;
import org.restante.shell.text.Words;
import org.restante.shell.transcript.TranscriptRecorder;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What a line does that was typed: a command of the shell, or a line for the server. For one
 * thread.
 */
final class Shell implements AutoCloseable {
    /** What cannot remove mail: with a read-only shell nothing else is sent. */
    private static final Set<String> READING =
            Set.of(
                    "USER", "PASS", "APOP", "AUTH", "CAPA", "STLS", "UTF8", "LANG", "STAT", "LIST",
                    "UIDL", "RETR", "TOP", "NOOP", "RSET", "LAST", "QUIT");

    /** There is no connection any more, and no answer. */
    private static final Answer CLOSED = new Answer(Optional.empty(), List.of(), 0, true);

    /** A command of the shell's own. */
    @FunctionalInterface
    private interface Own {
        Answer run(String argument) throws IOException;
    }

    private final Setup setup;
    private final Words words;
    private final Console console;
    private final Display display;
    private final TranscriptRecorder recorder;
    private final Times times = new Times();
    private final Optional<Practice> practice;
    private final MessageCommands messages;
    private final Map<String, Own> own;

    /** Where the shell begins: a password that is known goes to nobody else. */
    private final Target start;

    private Optional<Target> target;
    private Optional<Talk> talk = Optional.empty();
    private boolean pipelining;
    private boolean left;
    private boolean broke;

    Shell(Setup setup, Words words, Console console) throws IOException {
        this.setup = setup;
        this.words = words;
        this.console = console;
        this.recorder = new TranscriptRecorder(words);
        this.display = new Display(console, words, recorder);
        this.practice =
                setup.target().isEmpty()
                        ? Optional.of(Practice.start(setup.locale()))
                        : Optional.empty();
        this.start =
                practice.map(it ->
                                new Target(
                                        it.server(Security.CLEAR_TEXT),
                                        Optional.of(it.name()),
                                        Optional.empty()))
                        .or(setup::target)
                        .orElseThrow();
        this.target = Optional.of(start);
        this.messages = new MessageCommands(words, console, display);
        this.own =
                Map.ofEntries(
                        Map.entry("help", this::help),
                        Map.entry("open", this::open),
                        Map.entry("login", this::login),
                        Map.entry("stls", _ -> stls()),
                        Map.entry("headers", it -> messages.headers(inTransaction(), it)),
                        Map.entry("show", it -> messages.show(inTransaction(), it)),
                        Map.entry("save", it -> messages.save(inTransaction(), it)),
                        Map.entry("search", it -> messages.search(inTransaction(), it)),
                        Map.entry("pipeline", it -> toggle("pipeline", it, on -> pipelining = on)),
                        Map.entry("time", this::time),
                        Map.entry("explain", this::explain),
                        Map.entry("raw", it -> toggle("raw", it, display::raw)),
                        Map.entry("hex", it -> toggle("hex", it, display::hex)),
                        Map.entry("send", this::send),
                        Map.entry("transcript", this::transcript),
                        Map.entry("fault", this::fault),
                        Map.entry("exit", _ -> exit()));
    }

    /** The names of the shell's own commands. */
    Set<String> commands() {
        return own.keySet();
    }

    Optional<Practice> practice() {
        return practice;
    }

    Optional<Facts> facts() {
        return talk.map(Talk::facts);
    }

    TranscriptRecorder recorder() {
        return recorder;
    }

    /** Whether nothing more is to be read. */
    boolean left() {
        return left;
    }

    /** Whether the connection broke before the last line was answered to its end. */
    boolean broke() {
        return broke;
    }

    /** What stands before the next line. */
    String prompt() {
        Facts.State state = talk.map(it -> it.facts().state()).orElse(Facts.State.CLOSED);
        StringBuilder prompt = new StringBuilder();
        if (talk.isPresent() && talk.get().facts().exchanging()) {
            return words.say("shell.prompt.exchange") + "> ";
        }
        prompt.append(
                state == Facts.State.CLOSED ? words.say("shell.prompt.closed") : state.name());
        if (state != Facts.State.CLOSED) {
            talk.flatMap(Talk::tls)
                    .ifPresent(it -> prompt.append(" (").append(it.getProtocol()).append(')'));
        }
        if (state == Facts.State.TRANSACTION) {
            Facts facts = talk.orElseThrow().facts();
            facts.messages().ifPresent(it -> prompt.append(' ').append(words.say("messages", it)));
            if (facts.marked() > 0) {
                prompt.append(", ").append(words.say("shell.prompt.marked", facts.marked()));
            }
        }
        return prompt.append("> ").toString();
    }

    /** Whether the next line is a secret: a response within a SASL exchange. */
    boolean wantsSecret() {
        return talk.isPresent() && talk.get().facts().exchanging();
    }

    /**
     * Does what a line says.
     *
     * @return the last answer of the server's; one of the shell's own where it was not asked
     */
    Answer type(String line) {
        broke = false;
        if (line.chars().anyMatch(c -> c == '\r' || c == '\n')) {
            return refused(words.say("shell.line-end"));
        }
        try {
            return unasked(perform(line));
        } catch (UsageException e) {
            return refused(e.words());
        } catch (CommandFailedException e) {
            return Answer.of(display.lastReceived());
        } catch (IOException e) {
            broke = true;
            return broken(e);
        }
    }

    /** Shows what else the server says; what it has answered stands if that fails. */
    private Answer unasked(Answer answer) {
        try {
            if (talk.isPresent()) {
                talk.get().unasked();
            }
            return answer;
        } catch (IOException e) {
            broken(e);
            return new Answer(answer.status(), answer.body(), answer.bodyLines(), true);
        }
    }

    private Answer perform(String line) throws IOException {
        if (wantsSecret()) {
            return respond(line);
        }
        if (line.isBlank()) {
            return Answer.DONE;
        }
        String[] parts = line.strip().split("\\s+", 2);
        Own command = own.get(parts[0].toLowerCase(Locale.ROOT));
        if (command != null) {
            return command.run(parts.length > 1 ? parts[1] : "");
        }
        if (pipelining && parts(line).size() > 1) {
            return pipelined(line);
        }
        return raw(line);
    }

    private Answer respond(String line) throws IOException {
        Talk open = talk.orElseThrow();
        Answer answer = open.say(line);
        if (open.facts().state() == Facts.State.TRANSACTION) {
            open.count();
        }
        if (wantsSecret() && line.equals("*")) {
            // RFC 5034 §4 wants -ERR; without that nobody would get out of here.
            broke = true;
            disconnect();
            display.bad(words.say("shell.not-cancelled"));
            return new Answer(answer.status(), List.of(), 0, true);
        }
        return answer;
    }

    private Answer refused(String why) {
        display.bad(why);
        return Answer.of("-ERR " + OctetText.octets(why));
    }

    /** The connection is of no use any more. */
    private Answer broken(IOException e) {
        String why =
                switch (e instanceof CutException cut ? cut.why() : e) {
                    case EOFException _ -> words.say("shell.hung-up");
                    case ClosedByInterruptException _ -> words.say("shell.interrupted");
                    case Talk.EndlessException _ -> words.say("shell.endless");
                    case UnknownHostException _ ->
                            words.say("shell.unknown-host", target.orElseThrow().server().host());
                    case IOException other ->
                            WireText.printable(
                                    other.getMessage() == null
                                            ? other.toString()
                                            : other.getMessage());
                };
        Answer answer = e instanceof CutException cut ? cut.answer() : CLOSED;
        Optional<Facts> facts = facts();
        disconnect();
        display.bad(why);
        facts.filter(it -> it.marked() > 0)
                .ifPresent(it ->
                        display.event(
                                words.say(
                                        it.quitting()
                                                ? "shell.removed-perhaps"
                                                : "shell.marks-forgotten")));
        return answer;
    }

    private void disconnect() {
        talk.ifPresent(it -> {
            try {
                it.close();
            } catch (IOException _) {
                // It is of no use any more.
            }
        });
        talk = Optional.empty();
    }

    private Talk connected() throws UsageException {
        return talk.orElseThrow(() -> new UsageException(words.say("shell.not-connected")));
    }

    private Talk inTransaction() throws UsageException {
        Talk open = connected();
        if (open.facts().state() != Facts.State.TRANSACTION) {
            throw new UsageException(words.say("shell.not-logged-in"));
        }
        return open;
    }

    // Connecting

    private Answer open(String url) throws IOException {
        disconnect();
        if (!url.isEmpty()) {
            try {
                PopUrl parsed = PopUrl.parse(url);
                target =
                        Optional.of(
                                new Target(
                                        parsed.server().withTrust(trust(parsed.server())),
                                        parsed.user(),
                                        parsed.mechanism()));
            } catch (IllegalArgumentException e) {
                throw new UsageException(
                        words.say(
                                "shell.bad-url",
                                WireText.printable(String.valueOf(e.getMessage()))));
            }
        }
        return connect();
    }

    /** One server's certificate is no other's. */
    private Trust trust(Pop3Server server) {
        return setup.target()
                .map(Target::server)
                .filter(it -> isSame(it, server))
                .map(Pop3Server::trust)
                .orElseGet(setup::others);
    }

    private static boolean isSame(Pop3Server one, Pop3Server other) {
        return one.host().equalsIgnoreCase(other.host()) && one.port() == other.port();
    }

    /** What a handshake showed. */
    private record Shown(List<X509Certificate> chain, Optional<CertificateException> objection) {}

    private Optional<Shown> shown = Optional.empty();

    /** Says what this is. */
    void welcome() {
        display.note(words.say("shell.welcome"));
        practice.ifPresent(
                it -> display.note(words.say("shell.practice", it.name(), it.password())));
    }

    /** Connects for the first time; what fails is told. */
    Answer begin() {
        try {
            return connect();
        } catch (IOException e) {
            return broken(e);
        }
    }

    /** Connects and receives the greeting. */
    private Answer connect() throws IOException {
        Pop3Server server = target.orElseThrow().server();
        display.event(words.say("shell.connecting", server.host(), server.port()));
        // Nothing is sent before the person has seen what is wrong with the certificate.
        Pop3Server judged =
                server.withTrust(
                        server.trust()
                                .withJudge((chain, objection) ->
                                        shown = Optional.of(new Shown(chain, objection))));
        Talk opened = Talk.open(judged, display, times);
        talk = Optional.of(opened);
        if (opened.tls().isPresent() && !trusted(opened)) {
            disconnect();
            return CLOSED;
        }
        return opened.greeting();
    }

    /** Reports on TLS; asks where the certificate is not trusted. */
    private boolean trusted(Talk opened) {
        opened.tls()
                .ifPresent(it ->
                        display.event(
                                words.say("tls.begun", it.getProtocol(), it.getCipherSuite())));
        Shown seen = shown.orElseThrow();
        new CertificateReport(words).lines(seen.chain()).forEach(display::explanation);
        if (seen.objection().isEmpty()) {
            display.explanation(words.say("tls.trusted"));
            return true;
        }
        display.bad(
                words.say(
                        "tls.not-trusted",
                        WireText.printable(String.valueOf(seen.objection().get().getMessage()))));
        boolean goesOn = console.confirms(words.say("tls.go-on"));
        display.event(words.say(goesOn ? "tls.accepted" : "tls.refused"));
        return goesOn;
    }

    private Answer stls() throws IOException {
        Talk open = connected();
        display.explained(words.find("tls.step.command"));
        Answer answer = open.say("STLS");
        if (!answer.isPositive()) {
            return answer;
        }
        display.explained(words.find("tls.step.handshake"));
        open.startTls();
        if (!trusted(open)) {
            disconnect();
            return CLOSED;
        }
        display.explained(words.find("tls.step.forget"));
        return answer;
    }

    private Answer exit() {
        if (talk.isPresent()) {
            Facts facts = talk.get().facts();
            disconnect();
            display.event(
                    words.say(
                            facts.quitting() && facts.marked() > 0
                                    ? "shell.removed-perhaps"
                                    : "shell.left"));
        }
        left = true;
        return Answer.DONE;
    }

    // Lines for the server

    private Answer send(String line) throws IOException {
        if (line.isEmpty()) {
            throw new UsageException(words.say("usage.send"));
        }
        return raw(line);
    }

    private Answer raw(String line) throws IOException {
        Talk open = connected();
        String keyword = Facts.keyword(line);
        check(line);
        inTheClear(open, line);
        String sent = line;
        if (keyword.equals("PASS") && line.strip().length() == keyword.length()) {
            sent = "PASS " + secret(words.say("shell.password")).reveal();
        }
        if (keyword.equals("QUIT") && !quits(open.facts())) {
            return Answer.DONE;
        }
        Answer answer = open.say(sent);
        boolean ok = answer.isPositive();
        if (ok && Facts.isLogin(line) && open.facts().state() == Facts.State.TRANSACTION) {
            open.count();
        } else if (ok && keyword.equals("QUIT")) {
            quit(open.facts().marked());
            return new Answer(answer.status(), List.of(), 0, true);
        }
        return answer;
    }

    private void check(String line) throws UsageException {
        String keyword = Facts.keyword(line);
        if (setup.readOnly() && !READING.contains(keyword)) {
            throw new UsageException(words.say("shell.read-only", Facts.shownKeyword(line)));
        }
    }

    /** Asks before what logs in goes to another machine for everybody to read. */
    private void inTheClear(Talk open, String line) throws UsageException {
        if (Facts.showsSecret(line)) {
            inTheClear(open);
        }
    }

    private void inTheClear(Talk open) throws UsageException {
        if (open.tls().isEmpty()
                && !isNear()
                && !setup.clearText()
                && !console.confirms(words.say("shell.in-the-clear"))) {
            throw new UsageException(words.say("shell.not-in-the-clear"));
        }
    }

    private boolean quits(Facts facts) throws IOException {
        return facts.marked() == 0
                || !console.isInteractive()
                || console.confirms(words.say("shell.removes", facts.marked()));
    }

    private void quit(int removed) {
        disconnect();
        if (removed > 0) {
            display.event(words.say("shell.removed", removed));
        }
        // Whoever practises goes on with `open`.
        left = console.isInteractive() && practice.isEmpty();
    }

    /** Between semicolons; in a password a semicolon is one (RFC 1939 §7). */
    private static List<String> parts(String line) {
        List<String> parts = new ArrayList<>();
        String rest = line;
        for (int end = rest.indexOf(';');
                end >= 0 && !Facts.keyword(rest).equals("PASS");
                end = rest.indexOf(';')) {
            parts.add(rest.substring(0, end));
            rest = rest.substring(end + 1);
        }
        parts.add(rest);
        return parts;
    }

    private Answer pipelined(String line) throws IOException {
        Talk open = connected();
        List<String> lines = new ArrayList<>();
        for (String each : parts(line)) {
            if (!each.isBlank()) {
                check(each);
                inTheClear(open, each);
                if (Set.of("AUTH", "STLS", "QUIT").contains(Facts.keyword(each))) {
                    throw new UsageException(words.say("shell.not-ahead", Facts.keyword(each)));
                }
                lines.add(each.strip());
            }
        }
        if (lines.isEmpty()) {
            return Answer.DONE;
        }
        Optional<Duration> roundTrip = times.roundTrip();
        long began = System.nanoTime();
        List<Answer> answers = open.say(lines);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        display.event(words.say("shell.pipelined", lines.size(), Display.milliseconds(took)));
        roundTrip.ifPresent(it ->
                display.event(
                        words.say(
                                "shell.not-pipelined",
                                lines.size(),
                                Display.milliseconds(it.multipliedBy(lines.size())),
                                Display.milliseconds(it))));
        // What failed in the middle is not to be missed, by scripts above all.
        return answers.stream()
                .filter(it -> it.status().filter(said -> said.startsWith("-ERR")).isPresent())
                .findFirst()
                .orElseGet(answers::getLast);
    }

    // Logging in

    private Secret secret(String prompt) throws IOException {
        Optional<Secret> given =
                setup.password()
                        .filter(_ -> isSame(start.server(), target.orElseThrow().server()))
                        .or(() ->
                                practice.filter(_ -> target.equals(Optional.of(start)))
                                        .map(it -> new Secret(it.password())));
        if (given.isPresent()) {
            return given.get();
        }
        return console.secret(prompt + ": ")
                .orElseThrow(() -> new UsageException(words.say("shell.no-password")));
    }

    private Answer login(String argument) throws IOException {
        LoginCommand.Person person =
                new LoginCommand.Person() {
                    @Override
                    public Secret secret(String prompt) throws IOException {
                        return Shell.this.secret(prompt);
                    }

                    @Override
                    public void inTheClear(Talk open) throws UsageException {
                        Shell.this.inTheClear(open);
                    }
                };
        return new LoginCommand(words, display, person)
                .run(connected(), target.orElseThrow(), argument);
    }

    /** Looks up the sizes, once; shows nothing. */
    void sizes() throws IOException {
        messages.sizes(inTransaction());
    }

    /** Looks up what has not been looked up yet of these messages; shows nothing. */
    void heads(LongStream numbers) throws IOException {
        messages.heads(inTransaction(), numbers);
    }

    /** Nobody listens between this machine and itself. */
    private boolean isNear() {
        try {
            return InetAddress.getByName(target.orElseThrow().server().host()).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }

    // The shell itself

    private interface Switch {
        void set(boolean on);
    }

    private Answer toggle(String name, String argument, Switch target) throws UsageException {
        switch (argument.strip().toLowerCase(Locale.ROOT)) {
            case "on" -> target.set(true);
            case "off" -> target.set(false);
            default -> throw new UsageException(words.say("usage.on-off", name));
        }
        display.note(
                words.say(
                        "shell." + (argument.strip().equalsIgnoreCase("on") ? "on" : "off"), name));
        return Answer.DONE;
    }

    private Answer time(String argument) throws UsageException {
        if (!argument.isEmpty()) {
            return toggle("time", argument, display::times);
        }
        display.note(words.say("shell.times"));
        times.table().forEach(display::note);
        return Answer.DONE;
    }

    private Answer explain(String argument) throws UsageException {
        Display.Explain how =
                switch (argument.strip().toLowerCase(Locale.ROOT)) {
                    case "on" -> Display.Explain.ONCE;
                    case "all" -> Display.Explain.ALL;
                    case "off" -> Display.Explain.OFF;
                    default -> throw new UsageException(words.say("usage.explain"));
                };
        display.explain(how);
        display.note(words.say("shell.explains." + how.name().toLowerCase(Locale.ROOT)));
        return Answer.DONE;
    }

    private Answer transcript(String argument) throws UsageException {
        if (argument.isBlank()) {
            throw new UsageException(words.say("usage.transcript"));
        }
        Path file = MessageCommands.path(words, argument.strip());
        try {
            recorder.write(file);
        } catch (IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        display.note(words.say("shell.transcript", file));
        return Answer.DONE;
    }

    private Answer fault(String argument) throws UsageException {
        if (practice.isEmpty()) {
            throw new UsageException(words.say("shell.practice-only"));
        }
        try {
            practice.get().order(argument.strip()).lines().forEach(display::event);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        return Answer.DONE;
    }

    private Answer help(String argument) throws UsageException {
        if (argument.isBlank() || argument.strip().equals("all")) {
            words.say("help.all").lines().forEach(display::note);
            return Answer.DONE;
        }
        String topic = argument.strip();
        Optional<String> text =
                words.find("help." + topic.toLowerCase(Locale.ROOT))
                        .or(() -> display.explanations().sent(topic))
                        .or(() -> display.explanations().mechanism(topic))
                        .or(() -> code(topic))
                        .or(() ->
                                words.find("explain.capability." + topic.toLowerCase(Locale.ROOT))
                                        .flatMap(_ -> display.explanations().capability(topic)));
        display.explanation(
                text.orElseThrow(() -> new UsageException(words.say("shell.no-help", topic))));
        return Answer.DONE;
    }

    private Optional<String> code(String name) {
        for (ResponseCode each : ResponseCode.values()) {
            if (each.text().equalsIgnoreCase(name)) {
                return display.explanations().received("-ERR [" + each.text() + "]");
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        disconnect();
        practice.ifPresent(Practice::close);
    }
}
