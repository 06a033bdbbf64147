package org.restante.cli.config;

import org.restante.cli.config.CollectionKeys.Kind;
import org.restante.cli.config.CollectionSettings.PasswordSource;
import org.restante.cli.config.CollectionSettings.Peer;
import org.restante.cli.config.CollectionSettings.Proof;
import org.restante.cli.config.CollectionSettings.Target;
import org.restante.client.Security;
import org.restante.collect.imap.ImapDestination;
import org.restante.collect.transfer.MailServer.Place;
import org.restante.collect.transfer.Protocol;
import org.restante.collect.transfer.TransferDestination.Envelope;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/** The keys that say where mail goes, in whatever list of tables. */
final class DestinationKeys {
    /** How the connection to a server that takes mail is kept from others' eyes. */
    enum ToSecurity {
        TLS,
        STARTTLS,
        NONE
    }

    /**
     * A server as it is written.
     *
     * @param socket in its stead
     */
    record Written(String host, OptionalInt port, Optional<Path> socket) {}

    private static final String UNIX = "unix:";
    private static final int LAST_PORT = 65535;

    private static final int LMTP_PORT = 24;

    /** RFC 8314 §3.3. */
    private static final int SUBMISSIONS_PORT = 465;

    private static final int SUBMISSION_PORT = 587;
    private static final int SMTP_PORT = 25;
    private static final int IMAPS_PORT = 993;
    private static final int IMAP_PORT = 143;

    private final Key<Path> maildir;
    private final Key<Path> mbox;
    private final Key<String> account;
    private final Key<List<String>> command;
    private final Key<Duration> timeout;
    private final Key<Written> toServer;
    private final Key<Optional<ToSecurity>> toSecurity;
    private final Key<Optional<Path>> toCaFile;
    private final Key<Optional<String>> toUser;
    private final Key<Optional<Path>> toPasswordFile;
    private final Key<Optional<List<String>>> toPasswordCommand;
    private final OauthKeys toOauth;
    private final Key<List<String>> recipients;
    private final Key<String> sender;
    private final Key<Optional<String>> helo;
    private final Key<String> folder;
    private final Key<List<String>> flags;

    DestinationKeys(TableKeys keys) {
        maildir =
                keys.required(
                        "path",
                        Type.path(),
                        "/home/alice/Maildir",
                        "The Maildir; made if need be.");
        mbox =
                keys.required(
                        "path",
                        Type.path(),
                        "/var/mail/alice",
                        "The mailbox file (mboxrd); made if need be.");
        account =
                keys.required(
                        "account",
                        Type.text("string", "", Names::account),
                        "alice",
                        "The account of this post office that gets the mail; the server may run meanwhile.");
        command =
                keys.required(
                        "command",
                        CollectionKeys.command(),
                        List.of("/usr/lib/dovecot/deliver", "-d", "alice"),
                        "A program and its arguments that takes a message on its standard input and ends as sysexits.h says.");
        timeout =
                keys.fixed(
                        "timeout",
                        Type.duration("1s", "1h"),
                        "10m",
                        "How long the command may take for a message; then it is killed and the next run tries again.");
        toServer =
                keys.required(
                        "to-server",
                        server(),
                        "mail.example.org",
                        "The server that gets the mail. Without a port: 24 for LMTP, 465 for SMTP (with starttls 587, with none 25), 993 for IMAP (else 143).");
        toSecurity =
                keys.nothing(
                        "to-security",
                        Type.choice(ToSecurity.class).optional(),
                        "starttls",
                        "How the connection to to-server is kept from others' eyes; never less than this. Without this key: tls, for LMTP none.");
        toCaFile =
                keys.nothing(
                        "to-ca-file",
                        Type.path().optional(),
                        "/etc/restante/mail-ca.pem",
                        "Certificates to trust for to-server, in PEM form, instead of those that Java trusts.");
        toUser =
                keys.nothing(
                        "to-user",
                        Type.text("string", "", TableKeys::some).optional(),
                        "alice@example.org",
                        "Whom to log in as at to-server; without it there is no login.");
        toPasswordFile =
                keys.nothing(
                        "to-password-file",
                        Type.path().optional(),
                        "/etc/restante/mail.password",
                        "The file whose first line is the password of to-user; others than its owner may not read it.");
        toPasswordCommand =
                keys.nothing(
                        "to-password-command",
                        CollectionKeys.command().optional(),
                        List.of("secret-tool", "lookup", "service", "mail"),
                        "A program and its arguments that prints the password of to-user as its first line.");
        toOauth = new OauthKeys(keys, "to-");
        recipients =
                keys.required(
                        "recipients",
                        Type.text("string", "", DestinationKeys::recipient)
                                .list()
                                .checked(it -> !it.isEmpty(), "needs one recipient"),
                        List.of("alice@example.org"),
                        "Who gets each message (RCPT TO).");
        sender =
                keys.fixed(
                        "sender",
                        Type.text("string", "", Envelope::requireAddress),
                        "",
                        "Who is told if a message cannot be delivered further on (MAIL FROM); empty is the null path: nobody.");
        helo =
                keys.nothing(
                        "helo",
                        Type.text("string", "", DestinationKeys::recipient).optional(),
                        "collector.example.org",
                        "What the collector calls itself (EHLO, LHLO); without this key: hostname.");
        folder =
                keys.fixed(
                        "folder",
                        Type.text("string", "", TableKeys::some),
                        "INBOX",
                        "The folder of the server that gets the mail; made if need be.");
        flags =
                keys.fixed(
                        "flags",
                        Type.text(
                                        "string",
                                        "\"seen\", \"answered\", \"flagged\", \"draft\" or keywords",
                                        DestinationKeys::flag)
                                .list(),
                        List.of(),
                        "What each message is marked as.");
    }

    /** As RFC 9051 §2.3.2 writes them; a word of one's own is a keyword. */
    private static String flag(String text) {
        return switch (text) {
            case "seen" -> "\\Seen";
            case "answered" -> "\\Answered";
            case "flagged" -> "\\Flagged";
            case "draft" -> "\\Draft";
            default -> {
                if (!text.matches("[A-Za-z0-9$_.-]+")) {
                    throw new IllegalArgumentException(
                            "must be \"seen\", \"answered\", \"flagged\", \"draft\" or a keyword such as \"$Collected\"");
                }
                yield text;
            }
        };
    }

    private static String recipient(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        return Envelope.requireAddress(text);
    }

    private static Type<Written> server() {
        return new Type<>(
                "address",
                "\"host\", \"host:port\"; for LMTP also \"unix:path\"",
                (raw, base) -> {
                    if (!(raw instanceof String text) || text.isBlank()) {
                        throw new IllegalArgumentException(
                                "is " + Toml.kind(raw) + ", expected an address, as a string");
                    }
                    if (text.startsWith(UNIX)) {
                        return new Written(
                                "",
                                OptionalInt.empty(),
                                Optional.of(base.resolve(text.substring(UNIX.length()))));
                    }
                    return tcp(text);
                });
    }

    private static Written tcp(String text) {
        // An address of IPv6 has colons of its own, and brackets if a port follows.
        int bracket = text.indexOf(']');
        int colon = text.indexOf(':', Math.max(0, bracket));
        boolean ported = colon >= 0 && (bracket >= 0 || text.indexOf(':', colon + 1) < 0);
        String host = (ported ? text.substring(0, colon) : text).replaceAll("[\\[\\]]", "");
        if (!ported) {
            return new Written(host(host), OptionalInt.empty(), Optional.empty());
        }
        String digits = text.substring(colon + 1);
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException("must have a port of 1 to " + LAST_PORT);
        }
        return new Written(host(host), OptionalInt.of(port), Optional.empty());
    }

    private static String host(String text) {
        if (!text.contains(":")) {
            return Names.host(text);
        }
        InetAddress.ofLiteral(text);
        return text;
    }

    /** The keys of each kind that goes to one place. */
    Map<Kind, List<Key<?>>> shapes(List<Key<?>> common) {
        List<Key<?>> peer =
                Stream.concat(
                                Stream.of(
                                        toServer,
                                        toSecurity,
                                        toCaFile,
                                        toUser,
                                        toPasswordFile,
                                        toPasswordCommand),
                                toOauth.all().stream())
                        .toList();
        List<Key<?>> transfer = with(peer, recipients, sender, helo);
        Map<Kind, List<Key<?>>> shapes = new EnumMap<>(Kind.class);
        shapes.put(Kind.MAILDIR, with(common, maildir));
        shapes.put(Kind.MBOX, with(common, mbox));
        shapes.put(Kind.ACCOUNT, with(common, account));
        shapes.put(Kind.COMMAND, with(common, command, timeout));
        for (Kind kind : List.of(Kind.LMTP, Kind.SMTP)) {
            shapes.put(kind, Stream.concat(common.stream(), transfer.stream()).toList());
        }
        shapes.put(
                Kind.IMAP,
                with(Stream.concat(common.stream(), peer.stream()).toList(), folder, flags));
        return shapes;
    }

    private static List<Key<?>> with(List<Key<?>> common, Key<?>... own) {
        return Stream.concat(common.stream(), Stream.of(own)).toList();
    }

    Target target(Kind kind, Values values) {
        return switch (kind) {
            case MAILDIR -> new Target.Maildir(values.get(maildir));
            case MBOX -> new Target.Mbox(values.get(mbox));
            case ACCOUNT -> new Target.Account(values.get(account));
            case COMMAND -> new Target.Command(values.get(command), values.get(timeout));
            case LMTP -> transfer(Protocol.LMTP, Security.CLEAR_TEXT, values, _ -> LMTP_PORT);
            case SMTP ->
                    transfer(
                            Protocol.SMTP,
                            Security.TLS,
                            values,
                            security ->
                                    switch (security) {
                                        case TLS -> SUBMISSIONS_PORT;
                                        case STLS -> SUBMISSION_PORT;
                                        case CLEAR_TEXT -> SMTP_PORT;
                                    });
            case DESTINATIONS -> throw new IllegalArgumentException("several places");
            case IMAP ->
                    new Target.Imap(
                            peer(
                                    Security.TLS,
                                    values,
                                    security -> security == Security.TLS ? IMAPS_PORT : IMAP_PORT),
                            new ImapDestination.Place(values.get(folder), values.get(flags)));
        };
    }

    private Target transfer(
            Protocol protocol, Security usual, Values values, Function<Security, Integer> port) {
        return new Target.Transfer(
                protocol,
                peer(usual, values, port),
                values.get(helo),
                values.get(sender),
                values.get(recipients).stream().distinct().toList());
    }

    private Peer peer(Security usual, Values values, Function<Security, Integer> port) {
        Written written = values.get(toServer);
        Security security = security(values).orElse(usual);
        return new Peer(
                written.socket()
                        .<Place>map(Place.Unix::new)
                        .orElseGet(() ->
                                new Place.Tcp(
                                        written.host(),
                                        written.port().orElseGet(() -> port.apply(security)))),
                security,
                values.get(toCaFile),
                values.get(toUser).map(user -> new Peer.Login(user, proof(values))));
    }

    private Proof proof(Values values) {
        if (toOauth.isSet(values)) {
            return toOauth.oauth(values);
        }
        return values.get(toPasswordFile)
                .<PasswordSource>map(PasswordSource.InFile::new)
                .orElseGet(() ->
                        new PasswordSource.ByCommand(values.get(toPasswordCommand).orElseThrow()));
    }

    private Optional<Security> security(Values values) {
        return values.find(toSecurity)
                .flatMap(it -> it)
                .map(word ->
                        switch (word) {
                            case TLS -> Security.TLS;
                            case STARTTLS -> Security.STLS;
                            case NONE -> Security.CLEAR_TEXT;
                        });
    }

    /** What a table lacks although each of its keys is good by itself. */
    Optional<String> lack(Kind kind, Values values) {
        boolean user = values.find(toUser).flatMap(it -> it).isPresent();
        boolean file = values.find(toPasswordFile).flatMap(it -> it).isPresent();
        boolean command = values.find(toPasswordCommand).flatMap(it -> it).isPresent();
        boolean socket = values.find(toServer).flatMap(Written::socket).isPresent();
        boolean clear = security(values).map(Security.CLEAR_TEXT::equals).orElse(kind == Kind.LMTP);
        long proofs = Stream.of(file, command, toOauth.isSet(values)).filter(it -> it).count();
        if (proofs != (user ? 1 : 0)) {
            return Optional.of(
                    "needs to-user with one of to-password-file, to-password-command and to-oauth2, or none of them");
        }
        Optional<String> lackOfOauth = toOauth.lack(values);
        if (lackOfOauth.isPresent()) {
            return lackOfOauth;
        }
        if (kind == Kind.IMAP && !user) {
            return Optional.of("needs to-user: everybody logs in to an IMAP server");
        }
        if (socket && (kind != Kind.LMTP || !clear)) {
            return Optional.of("can use unix: for LMTP only, and without TLS");
        }
        if (user && clear && (!socket || toOauth.isSet(values))) {
            return Optional.of(
                    "needs to-security \"tls\" or \"starttls\" to send a password or a token");
        }
        return Optional.empty();
    }
}
