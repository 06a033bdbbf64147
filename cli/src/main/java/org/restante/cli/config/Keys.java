package org.restante.cli.config;

import org.restante.cli.config.Configuration.BareLineEnds;
import org.restante.cli.config.Configuration.CertificateNameChoice;
import org.restante.cli.config.Configuration.LineEnds;
import org.restante.cli.config.Configuration.LogFormat;
import org.restante.cli.config.Configuration.LogLevel;
import org.restante.cli.config.Configuration.StoreKind;
import org.restante.cli.config.Key.Group;
import org.restante.cli.config.Key.Preset;
import org.restante.protocol.WebAddress;
import org.restante.server.login.ClearTextLogin;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Retention;
import org.restante.server.login.sasl.Mechanism;
import org.restante.server.net.ClientCertificates;
import org.restante.server.net.Network;
import org.restante.server.net.TlsPolicy;
import org.restante.server.net.TlsVersion;
import org.restante.server.text.Language;
import org.restante.server.text.Languages;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every key there is. Those that others are derived from come first. */
final class Keys {
    private static final List<Key<?>> TABLE = new ArrayList<>();

    /** So many names a certificate of Let's Encrypt may have. */
    private static final int ACME_NAMES_MAX = 100;

    static final Key<Path> DATA =
            restart(
                    "data",
                    Type.path(),
                    "restante-data",
                    Group.ESSENTIAL,
                    "The folder of all that Restante keeps; relative to the configuration file, without one to the working directory.");
    static final Key<String> HOSTNAME =
            derived(
                    "hostname",
                    Type.text("name", "", Names::machine),
                    Group.ESSENTIAL,
                    true,
                    "this machine's name, or \"localhost\"",
                    _ -> Names.thisMachine(),
                    "How this machine calls itself in greetings and certificates. Letters beyond ASCII are shown as A-labels (xn--...).");
    static final Key<List<String>> DOMAINS =
            derived(
                    "domains",
                    Type.text("name", "", Names::host).list(),
                    Group.ESSENTIAL,
                    true,
                    "[\"localhost\", hostname]",
                    values ->
                            values.find(HOSTNAME).stream()
                                    .<Object>mapMulti((name, add) -> {
                                        add.accept("localhost");
                                        if (!name.equalsIgnoreCase("localhost")) {
                                            add.accept(name);
                                        }
                                    })
                                    .toList(),
                    "The domains whose mail is local: every account has its name as an address in each of them.");
    static final Key<Optional<String>> POSTMASTER =
            nothing(
                    "postmaster",
                    Type.text("name", "an account", Names::account).optional(),
                    "alice",
                    Group.ESSENTIAL,
                    true,
                    "The account that gets the mail for postmaster in every local domain.");
    static final Key<Optional<List<Path>>> CERTIFICATE =
            nothing(
                    "tls.certificate",
                    files().optional(),
                    "/etc/restante/fullchain.pem",
                    Group.ESSENTIAL,
                    true,
                    "The certificate chain for TLS in PEM form, or one for each name; clients that ask for no name get the first. Needs tls.key. Without both, a self-signed one is made in the data folder.");
    static final Key<Optional<List<Path>>> KEY =
            nothing(
                    "tls.key",
                    files().optional(),
                    "/etc/restante/key.pem",
                    Group.ESSENTIAL,
                    true,
                    "The private key that belongs to tls.certificate, in PEM form (PKCS#8); as many and in the same order.");
    static final Key<Optional<WebAddress>> ACME_DIRECTORY =
            nothing(
                    "tls.acme.directory",
                    webAddress(),
                    "https://acme-v02.api.letsencrypt.org/directory",
                    Group.OFTEN,
                    false,
                    "The authority that certificates are had of by ACME (RFC 8555), by the URL of its directory; instead of tls.certificate. Needs tls.acme.agree-to-terms, and listen.acme.address where the authority reaches it at port 80.");
    static final Key<Boolean> ACME_AGREE =
            restart(
                    "tls.acme.agree-to-terms",
                    Type.yesOrNo(),
                    false,
                    Group.OFTEN,
                    "Whether you agree to the terms of service that the authority links to in its directory.");
    static final Key<Optional<List<String>>> ACME_NAMES =
            nothing(
                    "tls.acme.names",
                    Type.text("name", "", Names::certificateName)
                            .oneOrMore()
                            .checked(
                                    names -> names.size() <= ACME_NAMES_MAX,
                                    "must be " + ACME_NAMES_MAX + " names at most")
                            .optional(),
                    List.of("mail.example.org", "pop.example.org"),
                    Group.OFTEN,
                    false,
                    "The names that the certificate is for: whatever clients call this server. The authority must reach it by each of them. Without it, hostname as it was at the start.");
    static final Key<List<String>> ACME_CONTACT =
            restart(
                    "tls.acme.contact",
                    Type.text("mail address", "", Names::contact).oneOrMore(),
                    List.of(),
                    Group.OFTEN,
                    "Where the authority writes to when something is wrong; it is told when the account is opened.");
    static final Key<Optional<Path>> ACME_AUTHORITIES =
            nothing(
                    "tls.acme.authorities",
                    Type.path().optional(),
                    "/etc/restante/acme-ca.pem",
                    Group.RARELY,
                    false,
                    "The certificates, in PEM form, of those who sign the certificate of the directory itself; for an authority of your own.");
    static final Key<Optional<String>> ACME_EXTERNAL_ID =
            nothing(
                    "tls.acme.external-account-id",
                    Type.text("text", "", Function.<String>identity()).optional(),
                    "kid-1",
                    Group.RARELY,
                    false,
                    "The key id of the account that you have at an authority that asks for one; needs tls.acme.external-account-key-file.");
    static final Key<Optional<Path>> ACME_EXTERNAL_KEY_FILE =
            nothing(
                    "tls.acme.external-account-key-file",
                    Type.path().optional(),
                    "/etc/restante/acme-eab",
                    Group.RARELY,
                    false,
                    "The file with the MAC key that belongs to it, in base64url, in its first line.");
    static final Key<TlsVersion> TLS_MINIMUM =
            live(
                    "tls.minimum",
                    Type.text("string", "\"1.2\", \"1.3\"", TlsVersion::parse),
                    "1.2",
                    Group.RARELY,
                    "The oldest version of TLS that is agreed on.");
    static final Key<List<String>> TLS_SUITES =
            live(
                    "tls.suites",
                    Type.text(
                                    "suite",
                                    String.join(", ", TlsPolicy.ALLOWED_SUITES),
                                    TlsPolicy::suite)
                            .list(),
                    List.of(),
                    Group.RARELY,
                    "The cipher suites that are agreed on, the preferred one first; [] is all that are allowed.");
    static final Key<Configuration.Provider> TLS_PROVIDER =
            restart(
                    "tls.provider",
                    Type.choice(Configuration.Provider.class),
                    "mixed",
                    Group.RARELY,
                    "Whose TLS is used: the JDK's own with what a handshake computes by BoringSSL where that can be loaded, the JDK's alone, or Conscrypt, which is all BoringSSL's.");
    static final Key<Optional<Path>> CLIENT_AUTHORITIES =
            nothing(
                    "tls.client-authorities",
                    Type.path().optional(),
                    "/etc/restante/client-ca.pem",
                    Group.RARELY,
                    true,
                    "The certificates, in PEM form, of those who sign the certificates of clients.");
    static final Key<ClientCertificates> POP3_CLIENT_CERTIFICATES =
            live(
                    "listen.pop3.client-certificates",
                    Type.choice(ClientCertificates.class),
                    "off",
                    Group.RARELY,
                    "Whether clients are asked for a certificate after STLS; needs tls.client-authorities.");
    static final Key<ClientCertificates> POP3S_CLIENT_CERTIFICATES =
            live(
                    "listen.pop3s.client-certificates",
                    Type.choice(ClientCertificates.class),
                    "off",
                    Group.RARELY,
                    "Whether clients are asked for a certificate; needs tls.client-authorities. With \"required\" there is no handshake without one.");
    static final Key<List<ListenAddress.Tcp>> POP3 =
            restart(
                    "listen.pop3.address",
                    Type.tcpAddress().oneOrMore(),
                    List.of("127.0.0.1:3110"),
                    Group.ESSENTIAL,
                    "Where POP3 with STLS is served; the well-known port is 110, port 0 lets the system choose, [] is off.");
    static final Key<ClearTextLogin> CLEAR_TEXT_LOGIN =
            live(
                    "listen.pop3.clear-text-login",
                    Type.choice(ClearTextLogin.class),
                    "loopback",
                    Group.OFTEN,
                    "Who may send a password without TLS: clients on this machine, nobody, or everybody (anybody on the way can then read it).");
    static final Key<Boolean> POP3_INSECURE =
            live(
                    "listen.pop3.insecure",
                    Type.yesOrNo(),
                    false,
                    Group.RARELY,
                    "Whether clear-text-login = \"always\" is meant although others than this machine can connect, by themselves or through a proxy of proxy-protocol; without it such a configuration is refused.");
    static final Key<List<Network>> POP3_PROXIES =
            live(
                    "listen.pop3.proxy-protocol",
                    Type.text("network", "CIDR", Network::parse).list(),
                    List.of(),
                    Group.OFTEN,
                    "Networks of load balancers: a connection from there must begin with a PROXY header, version 1 or 2, and the address in it is the client's for every purpose; from elsewhere none is taken.");
    static final Key<List<ListenAddress.Tcp>> POP3S =
            restart(
                    "listen.pop3s.address",
                    Type.tcpAddress().oneOrMore(),
                    List.of("127.0.0.1:3995"),
                    Group.ESSENTIAL,
                    "Where POP3 with TLS from the first octet is served; the well-known port is 995, [] is off.");
    static final Key<List<Network>> POP3S_PROXIES =
            live(
                    "listen.pop3s.proxy-protocol",
                    Type.text("network", "CIDR", Network::parse).list(),
                    List.of(),
                    Group.OFTEN,
                    "The same for pop3s; the header comes before the TLS handshake, which is made here and not by the load balancer.");
    static final Key<List<ListenAddress.Tcp>> POP2 =
            restart(
                    "listen.pop2.address",
                    Type.tcpAddress().oneOrMore(),
                    List.of(),
                    Group.RARELY,
                    "Where POP2 (RFC 937) is served, which knows no TLS: loopback only, unless listen.pop2.insecure is set; the well-known port is 109, [] is off.");
    static final Key<Boolean> POP2_INSECURE =
            live(
                    "listen.pop2.insecure",
                    Type.yesOrNo(),
                    false,
                    Group.RARELY,
                    "Whether POP2 is served to other machines than this one, though anybody on the way can read the passwords and the mail.");
    static final Key<List<Network>> POP2_PROXIES =
            live(
                    "listen.pop2.proxy-protocol",
                    Type.text("network", "CIDR", Network::parse).list(),
                    List.of(),
                    Group.RARELY,
                    "The same as listen.pop3.proxy-protocol for POP2; who comes from another machine is served only with listen.pop2.insecure.");
    static final Key<List<ListenAddress.Tcp>> POP1 =
            restart(
                    "listen.pop1.address",
                    Type.tcpAddress().oneOrMore(),
                    List.of(),
                    Group.RARELY,
                    "Where POP1 (RFC 918) is served, which knows no TLS: loopback only, unless listen.pop1.insecure is set; it never had a port but the 109 that became POP2's, so that a free one such as 3918 is used, [] is off.");
    static final Key<Boolean> POP1_INSECURE =
            live(
                    "listen.pop1.insecure",
                    Type.yesOrNo(),
                    false,
                    Group.RARELY,
                    "Whether POP1 is served to other machines than this one, though anybody on the way can read the passwords and the mail.");
    static final Key<List<Network>> POP1_PROXIES =
            live(
                    "listen.pop1.proxy-protocol",
                    Type.text("network", "CIDR", Network::parse).list(),
                    List.of(),
                    Group.RARELY,
                    "The same as listen.pop3.proxy-protocol for POP1; who comes from another machine is served only with listen.pop1.insecure.");
    static final Key<List<ListenAddress>> LMTP =
            restart(
                    "listen.lmtp.address",
                    Type.tcpOrUnixAddress().oneOrMore(),
                    List.of("127.0.0.1:3024", "unix:{data}/lmtp.sock"),
                    Group.ESSENTIAL,
                    "Where mail is delivered by LMTP; not on port 25; a unix path is relative to the data folder; [] is off.");
    static final Key<List<Network>> LMTP_PROXIES =
            live(
                    "listen.lmtp.proxy-protocol",
                    Type.text("network", "CIDR", Network::parse).list(),
                    List.of(),
                    Group.OFTEN,
                    "The same for deliveries over TCP; a unix-domain socket has no header.");
    static final Key<List<Network>> LMTP_PEERS =
            live(
                    "listen.lmtp.peers",
                    Type.text("network", "CIDR", Network::parse).list(),
                    List.of("127.0.0.0/8", "::1"),
                    Group.OFTEN,
                    "Who may deliver over TCP; others are sent away. On a unix-domain socket the file's permissions decide.");
    static final Key<List<ListenAddress.Tcp>> ACME =
            restart(
                    "listen.acme.address",
                    Type.tcpAddress().oneOrMore(),
                    List.of("127.0.0.1:3081"),
                    Group.OFTEN,
                    "Where the authority's challenges are answered (http-01), and nothing else; served only with tls.acme.directory. The authority comes to port 80 of each name: listen there, or forward it here.");
    static final Key<BareLineEnds> BARE_LINE_ENDS =
            live(
                    "listen.lmtp.bare-line-ends",
                    Type.choice(BareLineEnds.class),
                    "crlf",
                    Group.RARELY,
                    "What happens to a CR or LF that stands alone in a message that arrives: made a CRLF, or the message is refused.");
    static final Key<List<Network>> BARE_LINE_ENDS_MENDED_FOR =
            live(
                    "listen.lmtp.bare-line-ends-mended-for",
                    Type.text("network", "CIDR", Network::parse).list(),
                    List.of(),
                    Group.RARELY,
                    "Peers, over TCP, whose messages are never refused for it: a CR or LF that stands alone becomes a CRLF.");
    static final Key<Long> MESSAGE_OCTETS_MAX =
            live(
                    "listen.lmtp.message-octets-max",
                    Type.size("1KiB", "1TiB"),
                    "4GiB",
                    Group.OFTEN,
                    "The largest message that is taken; a larger one is refused for good, so its sender is told.");
    static final Key<Integer> RECIPIENTS_MAX =
            live(
                    "listen.lmtp.recipients-max",
                    Type.integer(100, 1_000_000),
                    1000L,
                    Group.RARELY,
                    "How many recipients one delivery may have; the rest are asked to come again.");
    static final Key<Boolean> REPLACE_NUL =
            live(
                    "pop3.replace-nul",
                    Type.yesOrNo(),
                    false,
                    Group.RARELY,
                    "Whether the octet 0x80 is sent for each NUL in a message: old versions of Outlook hang at a NUL. What is stored stays as it is, but signatures over such a message break.");
    static final Key<Boolean> IMPLEMENTATION =
            live(
                    "pop3.implementation",
                    Type.yesOrNo(),
                    true,
                    Group.RARELY,
                    "Whether CAPA names the program.");
    static final Key<Language> LANGUAGE =
            live(
                    "pop3.language",
                    Type.text("language", "a tag such as \"en\" or \"fr\"", Keys::language),
                    "en",
                    Group.RARELY,
                    "The language that LANG * chooses; before a client has chosen, replies are in English.");
    static final Key<Retention> EXPIRE =
            live(
                    "pop3.expire",
                    Type.text("days", Retention.ALLOWED, Keys::retention),
                    "never",
                    Group.OFTEN,
                    "How long messages are kept, as EXPIRE announces it: \"30d\" from delivery, \"30d after retrieval\" from the first time they were fetched; older ones are removed at the next login or sweep. 0d: what was retrieved is removed by QUIT.");
    static final Key<OnDelete> ON_DELETE =
            live(
                    "pop3.on-delete",
                    Type.choice(OnDelete.class),
                    "remove",
                    Group.OFTEN,
                    "What becomes of a message that a client deletes: remove, or hide: it stays in the Maildir for other programs, and no session lists it any more.");
    static final Key<Boolean> VIEWS =
            live(
                    "pop3.views",
                    Type.yesOrNo(),
                    true,
                    Group.RARELY,
                    "Whether a login as NAME+FOLDER opens a folder of the account, and NAME+recent what arrived in the last 30 days; otherwise such names are nobody's.");
    static final Key<Duration> LOGIN_DELAY =
            live(
                    "login.delay",
                    Type.duration("0s", "1d"),
                    "0s",
                    Group.RARELY,
                    "The least time between two logins to one maildrop, as LOGIN-DELAY announces it; 0s is none.");
    static final Key<Boolean> APOP =
            live(
                    "login.apop",
                    Type.yesOrNo(),
                    false,
                    Group.RARELY,
                    "Whether the greeting offers APOP; it needs accounts whose password is stored as it is, and MD5.");
    static final Key<Optional<List<Mechanism>>> MECHANISMS =
            nothing(
                    "login.mechanisms",
                    Type.text("mechanism", Keys.mechanismNames(), Keys::mechanism)
                            .list()
                            .optional(),
                    List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN"),
                    Group.OFTEN,
                    true,
                    "The SASL mechanisms that are offered where they can work; without it those that suit all accounts are.");
    static final Key<CertificateNameChoice> CERTIFICATE_NAME =
            live(
                    "login.certificate-name",
                    Type.choice(CertificateNameChoice.class),
                    "none",
                    Group.RARELY,
                    "Where in a client's certificate the name stands that EXTERNAL logs in; none: nobody logs in by certificate.");
    static final Key<Optional<String>> OAUTH_ISSUER =
            nothing(
                    "login.oauth.issuer",
                    Type.text("text", "", Function.<String>identity()).optional(),
                    "https://id.example.org/realms/mail",
                    Group.OFTEN,
                    false,
                    "Whose bearer tokens are taken (OAUTHBEARER, XOAUTH2): what they say as iss, to the letter. Where it is asked is discovered from it unless set here.");
    static final Key<Optional<WebAddress>> OAUTH_JWKS =
            nothing(
                    "login.oauth.jwks",
                    webAddress(),
                    "https://id.example.org/realms/mail/keys",
                    Group.OFTEN,
                    false,
                    "Where the issuer's public keys are, with which signed tokens are checked (a JWK Set).");
    static final Key<Optional<WebAddress>> OAUTH_INTROSPECTION =
            nothing(
                    "login.oauth.introspection",
                    webAddress(),
                    "https://id.example.org/realms/mail/introspect",
                    Group.OFTEN,
                    false,
                    "Where the issuer is asked about tokens (RFC 7662); needs login.oauth.client-id. Without login.oauth.jwks every token is asked about.");
    static final Key<Optional<String>> OAUTH_CLIENT_ID =
            nothing(
                    "login.oauth.client-id",
                    Type.text("text", "", Function.<String>identity()).optional(),
                    "restante",
                    Group.OFTEN,
                    false,
                    "As whom the issuer is asked about tokens; needs login.oauth.client-secret-file.");
    static final Key<Optional<Path>> OAUTH_CLIENT_SECRET_FILE =
            nothing(
                    "login.oauth.client-secret-file",
                    Type.path().optional(),
                    "/etc/restante/oauth-secret",
                    Group.OFTEN,
                    false,
                    "The file with the secret that belongs to login.oauth.client-id, in its first line.");
    static final Key<List<String>> OAUTH_AUDIENCE =
            restart(
                    "login.oauth.audience",
                    Type.text("text", "", Function.<String>identity()).oneOrMore(),
                    List.of(),
                    Group.OFTEN,
                    "Whom a token must be for, one of these at least (aud); without it a token made for any other service would open the maildrop.");
    static final Key<List<String>> OAUTH_SCOPE =
            restart(
                    "login.oauth.scope",
                    Type.text("text", "without spaces", Keys::scope).oneOrMore(),
                    List.of(),
                    Group.OFTEN,
                    "What a token must allow, all of these (scope).");
    static final Key<Optional<String>> OAUTH_TYPE =
            nothing(
                    "login.oauth.type",
                    Type.text("text", "", Function.<String>identity()).optional(),
                    "at+jwt",
                    Group.RARELY,
                    false,
                    "What the header of a signed token must say as typ.");
    static final Key<String> OAUTH_NAME_CLAIM =
            restart(
                    "login.oauth.name-claim",
                    Type.text("text", "", Function.<String>identity()),
                    "email",
                    Group.OFTEN,
                    "The one claim that is the login name; whoever can choose its value at the issuer can open that account.");
    static final Key<Duration> OAUTH_LEEWAY =
            restart(
                    "login.oauth.leeway",
                    Type.duration("0s", "5m"),
                    "1m",
                    Group.RARELY,
                    "How far the issuer's clock and this one may be apart.");
    static final Key<Duration> OAUTH_REMEMBER =
            restart(
                    "login.oauth.remember",
                    Type.duration("0s", "10m"),
                    "1m",
                    Group.RARELY,
                    "How long a good answer about a token holds; that long a token that was revoked still opens the maildrop.");
    static final Key<List<Network>> TRUSTED =
            live(
                    "limits.trusted",
                    Type.text("network", "CIDR", Network::parse).list(),
                    List.of("127.0.0.0/8", "::1"),
                    Group.OFTEN,
                    "Networks that are exempt from the limits per address.");
    static final Key<Integer> SESSIONS =
            live(
                    "limits.sessions",
                    Type.integer(1, 10_000_000),
                    20_000L,
                    Group.OFTEN,
                    "How many sessions there may be at once, over all listeners.");
    static final Key<Integer> SESSIONS_PER_ADDRESS =
            live(
                    "limits.sessions-per-address",
                    Type.integer(1, 10_000_000),
                    50L,
                    Group.OFTEN,
                    "How many sessions one client address may have at once; raise it for users behind one gateway.");
    static final Key<Integer> IPV6_PREFIX =
            live(
                    "limits.ipv6-prefix",
                    Type.integer(32, 128),
                    64L,
                    Group.RARELY,
                    "How many bits of an IPv6 address make one client address for the limits; a customer commonly has a /64 whole, some a /56 or a /48.");
    static final Key<Duration> SESSION_TIME =
            live(
                    "limits.session-time",
                    Type.duration("0s", "365d")
                            .checked(
                                    time ->
                                            time.isZero()
                                                    || time.compareTo(Duration.ofHours(1)) >= 0,
                                    "must be 0s, or 1h or more"),
                    "24h",
                    Group.RARELY,
                    "How long a POP session may be however busy it is, so that no forgotten client keeps a maildrop for ever; it ends without removing anything. 0s is no limit, else it is 1h or more.");
    static final Key<Duration> IDLE_TIMEOUT =
            live(
                    "limits.idle-timeout",
                    Type.duration("10m", "7d"),
                    "10m",
                    Group.RARELY,
                    "How long a POP session may be silent; its maildrop is locked meanwhile. RFC 1939 asks for ten minutes at least.");
    static final Key<Duration> LOGIN_TIMEOUT =
            live(
                    "limits.login-timeout",
                    Type.duration("1s", "1h"),
                    "2m",
                    Group.RARELY,
                    "How long a client may take to log in.");
    static final Key<Duration> STALL_TIMEOUT =
            live(
                    "limits.stall-timeout",
                    Type.duration("1s", "1h"),
                    "5m",
                    Group.RARELY,
                    "How long a client may take nothing of a reply before the link counts as dead. A client that sends nothing is idle.");
    static final Key<Duration> LMTP_IDLE_TIMEOUT =
            live(
                    "limits.lmtp-idle-timeout",
                    Type.duration("5m", "1d"),
                    "5m",
                    Group.RARELY,
                    "How long an LMTP client may be silent.");
    static final Key<Integer> COMMANDS_IN_ERROR =
            live(
                    "limits.commands-in-error",
                    Type.integer(1, 1_000_000),
                    10L,
                    Group.RARELY,
                    "How many commands in a session may be refused before it is ended.");
    static final Key<Integer> FAILED_LOGINS =
            live(
                    "limits.failed-logins",
                    Type.integer(1, 1_000_000),
                    5L,
                    Group.RARELY,
                    "How many logins in a session may fail before it is ended.");
    static final Key<Duration> FAILED_LOGIN_DELAY =
            live(
                    "limits.failed-login-delay",
                    Type.duration("0s", "1m"),
                    "500ms",
                    Group.RARELY,
                    "How long the answer to a first failed login waits, and each next one twice that: nobody minds it once, and guessing by thousands does.");
    static final Key<Duration> FAILED_LOGIN_DELAY_MAX =
            live(
                    "limits.failed-login-delay-max",
                    Type.duration("0s", "1m"),
                    "8s",
                    Group.RARELY,
                    "The longest such wait; clients give up on an answer after half a minute or so.");
    static final Key<Integer> FAILED_LOGINS_PER_ADDRESS =
            live(
                    "limits.failed-logins-per-address",
                    Type.integer(1, 1_000_000),
                    20L,
                    Group.OFTEN,
                    "How many logins from one address may fail before it is banned: several people's slips, but no list of passwords. The same wrong password counts once, and accounts that logged in from there lately are not concerned.");
    static final Key<Integer> FAILED_LOGINS_PER_ACCOUNT =
            live(
                    "limits.failed-logins-per-account",
                    Type.integer(1, 1_000_000),
                    50L,
                    Group.OFTEN,
                    "How many logins to one account may fail, from all addresses together, before only addresses that logged in to it lately may try: against guessing from many places.");
    static final Key<Duration> FAILED_LOGIN_WINDOW =
            live(
                    "limits.failed-login-window",
                    Type.duration("1m", "7d"),
                    "1h",
                    Group.RARELY,
                    "How long failed logins count, from the first of them on: long enough that waiting between guesses does not pay.");
    static final Key<Duration> BAN_TIME =
            live(
                    "limits.ban-time",
                    Type.duration("0s", "30d"),
                    "1h",
                    Group.OFTEN,
                    "How long logins are refused unseen after too many failures; 0s bans nobody. With the defaults an address has some 20 guesses an hour.");
    static final Key<Duration> KNOWN_GOOD_TIME =
            live(
                    "limits.known-good-time",
                    Type.duration("0s", "365d"),
                    "30d",
                    Group.RARELY,
                    "How long after a login its address counts as the account's own, so that what others do there or to it locks nobody out; remembered until the server stops. 0s is never.");
    static final Key<Duration> STOP_TIMEOUT =
            live(
                    "limits.stop-timeout",
                    Type.duration("0s", "1h"),
                    "10s",
                    Group.RARELY,
                    "How long a stop waits for deliveries and QUITs in progress.");
    static final Key<StoreKind> STORE_KIND =
            restart(
                    "store.kind",
                    Type.choice(StoreKind.class),
                    "maildir",
                    Group.RARELY,
                    "What holds the maildrops.");
    static final Key<Optional<String>> STORE_PATH =
            nothing(
                    "store.path",
                    Type.text("path", "with {account}, or {local} and {domain}", Keys::template)
                            .optional(),
                    "/var/vmail/{domain}/{local}/Maildir",
                    Group.OFTEN,
                    false,
                    "Where each account's Maildir lies, when it is not in the data folder: an absolute path, so that existing ones are served where they are.");
    static final Key<LineEnds> LINE_ENDS =
            restart(
                    "store.line-ends",
                    Type.choice(LineEnds.class),
                    "crlf",
                    Group.RARELY,
                    "How lines end in the files written: crlf is served fastest, lf is what other programs on the Maildir may expect.");
    static final Key<Duration> UNDO_WINDOW =
            restart(
                    "store.undo-window",
                    Type.duration("0s", "3650d"),
                    "7d",
                    Group.OFTEN,
                    "How long a removed message can be brought back (restante maildrop restore); it takes space that long. 0s removes at once.");
    static final Key<Duration> SWEEP_INTERVAL =
            restart(
                    "store.sweep-interval",
                    Type.duration("0s", "30d"),
                    "6h",
                    Group.RARELY,
                    "How long after one sweep over all maildrops the next begins: what has expired is removed, and what was removed before the undo window is gone for good, also where nobody logs in. 0s: only at logins and removals.");
    static final Key<Long> JOURNAL_SIZE =
            restart(
                    "store.journal-size",
                    Type.size("0KiB", "1GiB"),
                    "1MiB",
                    Group.RARELY,
                    "How much is kept of what happened to each account's mail, once or twice that. 0KiB keeps nothing.");
    static final Key<Long> QUOTA_OCTETS =
            live(
                    "quota.octets",
                    Type.size("0B", "1024TiB"),
                    "0B",
                    Group.OFTEN,
                    "How much mail each account may have that has no quota of its own; 0B is any.");
    static final Key<Long> QUOTA_MESSAGES =
            live(
                    "quota.messages",
                    QuotaTable.count(),
                    0L,
                    Group.OFTEN,
                    "How many messages each account may have that has no quota of its own; 0 is any.");
    static final Key<List<QuotaTable.Domain>> QUOTA_DOMAINS =
            live(
                    "quota.domains",
                    QuotaTable.domain().list(),
                    List.of(),
                    Group.RARELY,
                    "How much mail all accounts together may have whose names end with a domain, such as \"example.org 100GiB 1000000\".");
    static final Key<QuotaTable.Over> QUOTA_OVER =
            live(
                    "quota.over",
                    Type.choice(QuotaTable.Over.class),
                    "refuse",
                    Group.RARELY,
                    "What a sender's server is told of a message for which there is no room: refuse it (552), or defer it, so that it tries again for some days (452).");
    static final Key<Integer> QUOTA_WARNING =
            live(
                    "quota.warning",
                    Type.integer(0, 100),
                    90L,
                    Group.RARELY,
                    "How full a maildrop is, in percent, when the log has a warning of it; 0 is never.");
    static final Key<LogLevel> LOG_LEVEL =
            live(
                    "log.level",
                    Type.choice(LogLevel.class),
                    "info",
                    Group.OFTEN,
                    "The least important lines that are logged.");
    static final Key<LogFormat> LOG_FORMAT =
            restart(
                    "log.format",
                    Type.choice(LogFormat.class),
                    "text",
                    Group.OFTEN,
                    "What a line of the log looks like.");
    static final Key<List<String>> INCLUDE =
            live(
                    "include",
                    Type.text("path", "", Function.<String>identity()).list(),
                    List.of(),
                    Group.RARELY,
                    "More files, relative to this one; their tables are merged with these, a key may be set only once.");

    private Keys() {}

    static List<Key<?>> all() {
        return List.copyOf(TABLE);
    }

    /** The lists of tables; their keys are not among {@link #all}. */
    static List<TableList<?>> lists() {
        return List.of(
                AccountsKeys.LIST,
                CollectionKeys.LIST,
                SortingKeys.DESTINATION_LIST,
                SortingKeys.RULE_LIST);
    }

    private static Language language(String tag) {
        return Languages.matching(tag)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "must be one of "
                                        + Languages.all().stream()
                                                .map(known -> "\"" + known.tag() + "\"")
                                                .collect(Collectors.joining(", "))));
    }

    private static Retention retention(String text) {
        try {
            return Retention.parse(text);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("must be " + Retention.ALLOWED);
        }
    }

    private static Mechanism mechanism(String name) {
        return Mechanism.find(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("must be one of " + mechanismNames()));
    }

    private static String mechanismNames() {
        return Arrays.stream(Mechanism.values())
                .map(mechanism -> "\"" + mechanism.text() + "\"")
                .collect(Collectors.joining(", "));
    }

    private static Type<Optional<WebAddress>> webAddress() {
        return Type.text("URL", "https, or http to this machine itself", WebAddress::parse)
                .optional();
    }

    private static String scope(String text) {
        if (text.isEmpty() || text.contains(" ")) {
            throw new IllegalArgumentException("is not one scope; write several as a list");
        }
        return text;
    }

    private static Type<List<Path>> files() {
        return Type.path().oneOrMore().checked(files -> !files.isEmpty(), "must be a file or more");
    }

    private static String template(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("must be an absolute path");
        }
        if (!text.replaceAll("\\{(account|local|domain)\\}", "").matches("[^{}]*")) {
            throw new IllegalArgumentException("knows {account}, {local} and {domain} only");
        }
        // Two accounts in one maildrop would read and remove each other's mail.
        if (!text.contains("{account}")
                && !(text.contains("{local}") && text.contains("{domain}"))) {
            throw new IllegalArgumentException(
                    "must hold {account}, or {local} and {domain}, so that no two accounts share a maildrop");
        }
        return text;
    }

    private static <T> Key<T> live(
            String name, Type<T> type, Object preset, Group group, String text) {
        return add(new Key<>(name, type, new Preset.Fixed<>(preset), group, true, text));
    }

    private static <T> Key<T> restart(
            String name, Type<T> type, Object preset, Group group, String text) {
        return add(new Key<>(name, type, new Preset.Fixed<>(preset), group, false, text));
    }

    private static <T> Key<T> derived(
            String name,
            Type<T> type,
            Group group,
            boolean live,
            String words,
            Function<Values, Object> raw,
            String text) {
        return add(new Key<>(name, type, new Preset.Derived<>(words, raw), group, live, text));
    }

    private static <T> Key<Optional<T>> nothing(
            String name,
            Type<Optional<T>> type,
            Object example,
            Group group,
            boolean live,
            String text) {
        return add(
                new Key<>(
                        name,
                        type,
                        new Preset.Nothing<>(Optional.empty(), example),
                        group,
                        live,
                        text));
    }

    private static <T> Key<T> add(Key<T> key) {
        TABLE.add(key);
        return key;
    }
}
