package org.restante.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.accounts.jdbc.JdbcSettings;
import org.restante.accounts.ldap.LdapSettings;
import org.restante.accounts.password.PasswordScheme;
import org.restante.client.Pop3Server;
import org.restante.client.Security;
import org.restante.collect.Policy;
import org.restante.protocol.WebAddress;
import org.restante.server.login.ClearTextLogin;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Quota;
import org.restante.server.login.Retention;
import org.restante.server.login.sasl.Mechanism;
import org.restante.server.net.ClientCertificates;
import org.restante.server.net.Network;
import org.restante.server.net.TlsVersion;
import org.restante.server.quota.QuotaSettings;
import org.restante.server.text.Languages;
import org.restante.spec.Spec;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

final class ConfigurationReaderTest {
    @TempDir Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        return Files.writeString(file, text);
    }

    private Search search() {
        return new Search(folder.resolve("here"), folder.resolve("home"), folder.resolve("etc"));
    }

    private Loaded read(String text) throws IOException, ConfigurationException {
        return ConfigurationReader.read(Request.file(write("restante.toml", text)), search());
    }

    private List<String> problems(String text) throws IOException {
        write("restante.toml", text);
        return problems(Request.file(folder.resolve("restante.toml")));
    }

    private List<String> problems(Request request) {
        return failure(request).problems().stream()
                .map(problem -> problem.toString().replace(folder + "/", ""))
                .toList();
    }

    private ConfigurationException failure(Request request) {
        return catchThrowableOfType(
                ConfigurationException.class, () -> ConfigurationReader.read(request, search()));
    }

    private static Request request(String... listen) {
        return new Request(Optional.empty(), Optional.empty(), List.of(listen));
    }

    @Test
    @Spec("TL-019")
    void withNothingConfiguredEveryListenerIsOnThisMachineAlone() throws Exception {
        Loaded loaded = ConfigurationReader.read(request(), search());
        Configuration configuration = loaded.configuration();
        Path data = folder.resolve("here/restante-data");
        assertThat(loaded.file()).isEmpty();
        assertThat(configuration.data()).isEqualTo(data);
        assertThat(configuration.domains()).contains("localhost", configuration.hostname());
        assertThat(configuration.pop3().addresses()).hasToString("[127.0.0.1:3110]");
        assertThat(configuration.pop3().clearTextLogin()).isEqualTo(ClearTextLogin.LOOPBACK);
        assertThat(configuration.pop3s()).hasToString("[127.0.0.1:3995]");
        assertThat(configuration.lmtp().addresses())
                .containsExactly(
                        new ListenAddress.Tcp("127.0.0.1", 3024),
                        new ListenAddress.Unix(data.resolve("lmtp.sock")));
        assertThat(configuration.lmtp().messageOctetsMax()).isEqualTo(4L << 30);
        assertThat(configuration.limits().idleTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(configuration.accounts())
                .containsExactly(
                        new AccountsSource.Sqlite(data.resolve("accounts.db"), Duration.ZERO));
        assertThat(configuration.tls().certificates()).isEmpty();
        assertThat(loaded.settings()).hasSize(Keys.all().size() + 3).allMatch(Setting::isDefault);
    }

    @Test
    void everyKeyTakesItsValueFromTheFile() throws Exception {
        write("tls/chain.pem", "");
        write("tls/key.pem", "");
        write("tls/clients.pem", "");
        Configuration configuration =
                read("""
                data = "mail"
                hostname = "mail.example.org"
                domains = ["example.org"]
                postmaster = "root"
                [tls]
                certificate = "tls/chain.pem"
                key = "tls/key.pem"
                minimum = "1.3"
                suites = ["TLS_AES_256_GCM_SHA384"]
                provider = "conscrypt"
                client-authorities = "tls/clients.pem"
                [listen.pop3]
                client-certificates = "optional"
                address = ["0.0.0.0:110", "[::]:110"]
                clear-text-login = "never"
                proxy-protocol = ["10.1.0.0/16"]
                [listen.pop3s]
                address = []
                proxy-protocol = ["10.2.0.0/16"]
                client-certificates = "required"
                [listen.pop2]
                address = "0.0.0.0:109"
                insecure = true
                proxy-protocol = ["10.4.0.0/16"]
                [listen.pop1]
                address = "[::1]:3918"
                [listen.lmtp]
                address = "unix:run/lmtp"
                peers = ["10.4.0.0/16"]
                bare-line-ends = "refuse"
                bare-line-ends-mended-for = ["10.4.1.0/24"]
                message-octets-max = 65536
                recipients-max = 100
                proxy-protocol = ["10.3.0.0/16"]
                [pop3]
                implementation = false
                replace-nul = true
                language = "fr"
                expire = "30d after retrieval"
                on-delete = "hide"
                views = false
                [login]
                delay = "1m"
                apop = true
                mechanisms = ["scram-sha-256", "PLAIN"]
                certificate-name = "common-name"
                [login.oauth]
                issuer = "https://id.example.org"
                jwks = "https://id.example.org/keys"
                introspection = "http://127.0.0.1:8080/ask"
                client-id = "restante"
                client-secret-file = "tls/key.pem"
                audience = "pop.example.org"
                scope = ["pop", "mail"]
                type = "at+jwt"
                name-claim = "username"
                leeway = "5s"
                remember = "0s"
                [limits]
                trusted = ["10.0.0.0/8", "fd00::/8"]
                sessions = 7
                sessions-per-address = 6
                ipv6-prefix = 56
                session-time = "3h"
                idle-timeout = "2h"
                login-timeout = "90s"
                stall-timeout = "1m"
                lmtp-idle-timeout = "6m"
                commands-in-error = 4
                failed-logins = 3
                failed-login-delay = "1s"
                failed-login-delay-max = "2s"
                failed-logins-per-address = 12
                failed-logins-per-account = 13
                failed-login-window = "14m"
                ban-time = "15m"
                known-good-time = "16d"
                stop-timeout = "500ms"
                [store]
                kind = "maildir"
                path = "/var/vmail/{domain}/{local}/Maildir"
                line-ends = "lf"
                undo-window = "7d"
                sweep-interval = "12h"
                journal-size = "64KiB"
                [quota]
                octets = "1GiB"
                messages = 5000
                domains = ["Example.org 10GiB", "example.net 0B 7"]
                over = "defer"
                warning = 80
                [[accounts.source]]
                kind = "sqlite"
                path = "{data}/who.db"
                cache = "1m"
                [[collection]]
                name = "isp"
                url = "pop://pop.example.net"
                user = "al"
                ca-file = "ca.pem"
                password-file = "secret"
                remove = "14d"
                size-max = "1MiB"
                interval = "2m"
                interval-max = "1h"
                deliver-to = "mbox"
                path = "mbox"
                [log]
                level = "debug"
                format = "json"
                """)
                        .configuration();
        Path data = folder.resolve("mail");
        assertThat(configuration)
                .isEqualTo(
                        new Configuration(
                                data,
                                "mail.example.org",
                                List.of("example.org"),
                                Optional.of("root"),
                                new Configuration.Tls(
                                        List.of(
                                                new Configuration.Certificate(
                                                        folder.resolve("tls/chain.pem"),
                                                        folder.resolve("tls/key.pem"))),
                                        TlsVersion.TLS_1_3,
                                        List.of("TLS_AES_256_GCM_SHA384"),
                                        Configuration.Provider.CONSCRYPT,
                                        Optional.of(folder.resolve("tls/clients.pem")),
                                        ClientCertificates.OPTIONAL,
                                        ClientCertificates.REQUIRED,
                                        Optional.empty()),
                                new Configuration.Pop3Listener(
                                        List.of(
                                                new ListenAddress.Tcp("0.0.0.0", 110),
                                                new ListenAddress.Tcp("::", 110)),
                                        ClearTextLogin.NEVER),
                                List.of(),
                                new Configuration.PlainPop(
                                        List.of(new ListenAddress.Tcp("0.0.0.0", 109)),
                                        true,
                                        List.of(Network.parse("10.4.0.0/16"))),
                                new Configuration.PlainPop(
                                        List.of(new ListenAddress.Tcp("::1", 3918)),
                                        false,
                                        List.of()),
                                new Configuration.Lmtp(
                                        List.of(new ListenAddress.Unix(data.resolve("run/lmtp"))),
                                        List.of(Network.parse("10.4.0.0/16")),
                                        Configuration.BareLineEnds.REFUSE,
                                        List.of(Network.parse("10.4.1.0/24")),
                                        65_536,
                                        100),
                                new Configuration.Proxies(
                                        List.of(Network.parse("10.1.0.0/16")),
                                        List.of(Network.parse("10.2.0.0/16")),
                                        List.of(Network.parse("10.3.0.0/16"))),
                                new Configuration.Pop3(
                                        false,
                                        Languages.matching("fr").orElseThrow(),
                                        new Retention.AfterRetrieval(30),
                                        OnDelete.HIDE,
                                        false,
                                        true),
                                new Configuration.Login(
                                        Duration.ofMinutes(1),
                                        true,
                                        Optional.of(
                                                List.of(Mechanism.SCRAM_SHA_256, Mechanism.PLAIN)),
                                        Configuration.CertificateNameChoice.COMMON_NAME),
                                new Configuration.Oauth(
                                        Optional.of("https://id.example.org"),
                                        Optional.of(
                                                WebAddress.parse("https://id.example.org/keys")),
                                        Optional.of(WebAddress.parse("http://127.0.0.1:8080/ask")),
                                        Optional.of(
                                                new Configuration.Oauth.Client(
                                                        "restante", folder.resolve("tls/key.pem"))),
                                        List.of("pop.example.org"),
                                        List.of("pop", "mail"),
                                        Optional.of("at+jwt"),
                                        "username",
                                        Duration.ofSeconds(5),
                                        Duration.ZERO),
                                new Configuration.Limits(
                                        List.of(
                                                new Network(InetAddress.ofLiteral("10.0.0.0"), 8),
                                                new Network(InetAddress.ofLiteral("fd00::"), 8)),
                                        7,
                                        6,
                                        56,
                                        Optional.of(Duration.ofHours(3)),
                                        Duration.ofHours(2),
                                        Duration.ofSeconds(90),
                                        Duration.ofMinutes(1),
                                        Duration.ofMinutes(6),
                                        4,
                                        3,
                                        new Configuration.Guessing(
                                                Duration.ofSeconds(1),
                                                Duration.ofSeconds(2),
                                                12,
                                                13,
                                                Duration.ofMinutes(14),
                                                Duration.ofMinutes(15),
                                                Duration.ofDays(16)),
                                        Duration.ofMillis(500)),
                                new Configuration.Store(
                                        Configuration.StoreKind.MAILDIR,
                                        Optional.of("/var/vmail/{domain}/{local}/Maildir"),
                                        Configuration.LineEnds.LF,
                                        Duration.ofDays(7),
                                        Duration.ofHours(12),
                                        65_536),
                                new QuotaSettings(
                                        new Quota(OptionalLong.of(1 << 30), OptionalLong.of(5000)),
                                        Map.of(
                                                "example.org",
                                                new Quota(
                                                        OptionalLong.of(10L << 30),
                                                        OptionalLong.empty()),
                                                "example.net",
                                                new Quota(
                                                        OptionalLong.empty(), OptionalLong.of(7))),
                                        true,
                                        80),
                                List.of(
                                        new AccountsSource.Sqlite(
                                                data.resolve("who.db"), Duration.ofMinutes(1))),
                                List.of(
                                        new CollectionSettings(
                                                "isp",
                                                Pop3Server.of("pop.example.net")
                                                        .withSecurity(Security.STLS),
                                                Optional.of(folder.resolve("ca.pem")),
                                                "al",
                                                Optional.empty(),
                                                new CollectionSettings.PasswordSource.InFile(
                                                        folder.resolve("secret")),
                                                new Policy(
                                                        new Policy.Removal.After(
                                                                Duration.ofDays(14)),
                                                        OptionalLong.of(1 << 20)),
                                                Duration.ofMinutes(2),
                                                Duration.ofHours(1),
                                                new CollectionSettings.Target.Mbox(
                                                        folder.resolve("mbox")),
                                                List.of())),
                                new Configuration.Log(
                                        Configuration.LogLevel.DEBUG,
                                        Configuration.LogFormat.JSON)));
    }

    static Stream<Arguments> tokensThatWouldBeTakenForTheWrongThing() {
        return Stream.of(
                arguments("jwks = \"https://i/k\"", "jwks", "needs login.oauth.issuer as well"),
                arguments(
                        "introspection = \"https://i/q\"",
                        "introspection",
                        "needs login.oauth.client-id as well"),
                arguments(
                        "client-id = \"c\"",
                        "client-id",
                        "needs login.oauth.client-secret-file as well"),
                arguments(
                        "client-secret-file = \"restante.toml\"",
                        "client-secret-file",
                        "needs login.oauth.client-id as well"),
                arguments(
                        "audience = \"a\"",
                        "audience",
                        "needs login.oauth.issuer or login.oauth.introspection as well"),
                arguments(
                        "issuer = \"https://i\"",
                        "issuer",
                        "needs login.oauth.audience as well; otherwise a token made for any"
                                + " other service would open the maildrop"),
                arguments(
                        "introspection = \"https://i/q\"\nclient-id = \"c\""
                                + "\nclient-secret-file = \"restante.toml\"",
                        "introspection",
                        "needs login.oauth.audience or login.oauth.scope as well;"
                                + " otherwise a token made for any other service would open the"
                                + " maildrop"),
                arguments(
                        "issuer = \"i\"\naudience = \"a\"",
                        "issuer",
                        "must be a URL with a host, without a user and without #, as it is"
                                + " asked where its endpoints are"),
                arguments(
                        "jwks = \"http://id.example.org/keys\"",
                        "jwks",
                        "must be an https URL; http is for this machine itself alone"),
                arguments("scope = \"a b\"", "scope", "is not one scope; write several as a list"));
    }

    @ParameterizedTest
    @MethodSource("tokensThatWouldBeTakenForTheWrongThing")
    void whatIsTakenAsATokenMustBeSaidWhole(String lines, String key, String message)
            throws Exception {
        assertThat(problems("[login.oauth]\n" + lines + "\n"))
                .singleElement(STRING)
                .contains(":1: login.oauth." + key + " = ")
                .endsWith("\": " + message);
    }

    private static final String DIRECTORY = "directory = \"https://ca.example.net/directory\"\n";

    @Test
    void anAuthorityIsReadWithAllThatBelongsToIt() throws Exception {
        write("ca.pem", "");
        write("mac", "");
        Optional<Configuration.Acme> acme =
                read("hostname = \"mail.example.org\"\nlisten.acme.address = \"0.0.0.0:80\"\n"
                                + "[tls.acme]\n"
                                + DIRECTORY
                                + """
                                agree-to-terms = true
                                names = ["Mail.example.org", "pop.b\u00fccher.example"]
                                contact = ["a@example.org", "b@example.org"]
                                authorities = "ca.pem"
                                external-account-id = "kid-1"
                                external-account-key-file = "mac"
                                """)
                        .configuration()
                        .tls()
                        .acme();
        assertThat(acme)
                .hasValue(
                        new Configuration.Acme(
                                WebAddress.parse("https://ca.example.net/directory"),
                                List.of("mail.example.org", "pop.xn--bcher-kva.example"),
                                List.of("a@example.org", "b@example.org"),
                                Optional.of(folder.resolve("ca.pem")),
                                Optional.of(
                                        new Configuration.Acme.ExternalAccount(
                                                "kid-1", folder.resolve("mac"))),
                                List.of(new ListenAddress.Tcp("0.0.0.0", 80))));
    }

    @Test
    void anAuthorityNeedsNoMoreThanItsDirectoryAndConsent() throws Exception {
        assertThat(
                        read("hostname = \"mail.example.org\"\n[tls.acme]\n"
                                        + DIRECTORY
                                        + "agree-to-terms = true\n")
                                .configuration()
                                .tls()
                                .acme())
                .hasValue(
                        new Configuration.Acme(
                                WebAddress.parse("https://ca.example.net/directory"),
                                List.of("mail.example.org"),
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(new ListenAddress.Tcp("127.0.0.1", 3081))));
    }

    static Stream<Arguments> authoritiesThatCannotBeAsked() {
        String agreed = DIRECTORY + "agree-to-terms = true\n";
        return Stream.of(
                arguments(
                        DIRECTORY,
                        "directory",
                        "needs tls.acme.agree-to-terms = true as well; an authority opens an account"
                                + " only for who agrees to its terms of service, and nobody can do"
                                + " that for you"),
                arguments(
                        "directory = \"http://ca.example.net/\"",
                        "directory",
                        "must be an https URL; http is for this machine itself alone"),
                arguments(
                        "agree-to-terms = true",
                        "agree-to-terms",
                        "needs tls.acme.directory as well"),
                arguments(
                        "contact = \"a@example.org\"",
                        "contact",
                        "needs tls.acme.directory as well"),
                arguments(
                        "authorities = \"restante.toml\"",
                        "authorities",
                        "needs tls.acme.directory as well"),
                arguments(
                        agreed + "external-account-id = \"kid\"",
                        "external-account-id",
                        "needs tls.acme.external-account-key-file as well"),
                arguments(
                        agreed + "external-account-key-file = \"restante.toml\"",
                        "external-account-key-file",
                        "needs tls.acme.external-account-id as well"),
                arguments(
                        "external-account-id = \"kid\"\n"
                                + "external-account-key-file = \"restante.toml\"",
                        "external-account-id",
                        "needs tls.acme.directory as well"),
                arguments(agreed + "names = []", "names", "must be a name or more"),
                arguments(
                        agreed + "names = \"*.example.org\"",
                        "names",
                        "is not the name of a machine, such as mail.example.org; wildcards cannot be"
                                + " had by http-01"),
                arguments(
                        agreed + "contact = \"mailto:a@example.org\"",
                        "contact",
                        "is not a mail address, such as postmaster@example.org"),
                arguments(
                        agreed + "authorities = \"none.pem\"",
                        "authorities",
                        "no such file: none.pem"));
    }

    @ParameterizedTest
    @MethodSource("authoritiesThatCannotBeAsked")
    void anAuthorityThatCannotBeAskedIsAProblemOfItsKey(String lines, String key, String message)
            throws Exception {
        assertThat(problems("[tls.acme]\n" + lines + "\n"))
                .singleElement(STRING)
                .contains(": tls.acme." + key + " = ")
                .endsWith(": " + message);
    }

    @Test
    void certificatesComeFromFilesOrFromAnAuthority() throws Exception {
        write("chain.pem", "");
        assertThat(
                        problems(
                                "[tls]\ncertificate = \"chain.pem\"\nkey = \"chain.pem\"\n[tls.acme]\n"
                                        + DIRECTORY
                                        + "agree-to-terms = true\n"))
                .singleElement(STRING)
                .endsWith(
                        "does not go with tls.certificate: certificates come from files or from an"
                                + " authority");
    }

    @Test
    void anAuthorityMustFindTheAnswersSomewhere() throws Exception {
        assertThat(
                        problems(
                                "listen.acme.address = []\n[tls.acme]\n"
                                        + DIRECTORY
                                        + "agree-to-terms = true\n"))
                .singleElement(STRING)
                .endsWith("listen.acme.address = []: must be an address or more");
    }

    @Test
    void theAddressForChallengesIsTakenOnlyWhileThereIsAnAuthority() throws Exception {
        String taken = "listen.pop3.address = \"127.0.0.1:3081\"\n";
        assertThat(read(taken).configuration().tls().acme()).isEmpty();
        assertThat(problems(taken + "[tls.acme]\n" + DIRECTORY + "agree-to-terms = true\n"))
                .singleElement(STRING)
                .contains("listen.acme.address")
                .endsWith("127.0.0.1:3081 is taken by listen.pop3.address = 127.0.0.1:3081");
    }

    @Test
    void theSecretOfAClientMustBeThere() throws Exception {
        assertThat(problems("[login.oauth]\nclient-secret-file = \"none\"\n"))
                .containsExactly(
                        "restante.toml:2:1: login.oauth.client-secret-file = \"none\": no such file:"
                                + " none");
    }

    @Test
    @Spec("RW-025")
    void aLimitOnASessionsLifeIsFarAboveTheIdleTimerOrNone() throws Exception {
        assertThat(read("limits.session-time = \"0s\"").configuration().limits().sessionTime())
                .isEmpty();
        assertThat(problems("limits.session-time = \"59m\""))
                .singleElement()
                .asString()
                .endsWith("must be 0s, or 1h or more");
        assertThat(
                        problems(
                                """
                                limits.session-time = "2h"
                                limits.idle-timeout = "3h"
                                """))
                .singleElement()
                .asString()
                .endsWith("must not be less than limits.idle-timeout");
    }

    @Test
    void theLongestWaitIsNotShorterThanTheFirst() throws Exception {
        assertThat(
                        problems(
                                """
                                limits.failed-login-delay = "3s"
                                limits.failed-login-delay-max = "2s"
                                """))
                .singleElement()
                .asString()
                .endsWith("must not be less than limits.failed-login-delay");
    }

    @Test
    void theNearestFileIsReadAndTheOthersAreNot() throws Exception {
        Path system = write("etc/restante.toml", "hostname = \"system\"");
        assertThat(found()).isEqualTo(system);
        Path home = write("home/.config/restante/restante.toml", "hostname = \"home\"");
        assertThat(found()).isEqualTo(home);
        Path here = write("here/restante.toml", "hostname = \"here\"");
        assertThat(found()).isEqualTo(here);
    }

    private Path found() throws ConfigurationException {
        return ConfigurationReader.read(request(), search()).file().orElseThrow();
    }

    @Test
    void everyProblemIsToldAtOnceWithItsPlaceAndWhatIsAllowed() throws Exception {
        assertThat(
                        problems(
                                """
                                hostnam = "x"
                                domains = "example.org"
                                [limit]
                                sessions = 3
                                [limits]
                                sessions = 0
                                idle-timeout = "9m"
                                login-timeout = 5
                                [listen.pop3]
                                clear-text-login = "sometimes"
                                """))
                .containsExactly(
                        "restante.toml:1:1: hostnam: unknown key; did you mean hostname?",
                        "restante.toml:3:1: limit: unknown table; did you mean limits?",
                        "restante.toml:2:1: domains = \"example.org\": is a string, expected a list of"
                                + " names",
                        "restante.toml:10:1: listen.pop3.clear-text-login = \"sometimes\": must be one"
                                + " of \"loopback\", \"never\", \"always\"",
                        "restante.toml:6:1: limits.sessions = 0: must be 1 to 10000000",
                        "restante.toml:7:1: limits.idle-timeout = \"9m\": must be 10m to 7d",
                        "restante.toml:8:1: limits.login-timeout = 5: is an integer, expected a"
                                + " duration, as a string");
    }

    @Test
    void passwordsInTheClearBeyondThisMachineMustBeMeant() throws Exception {
        String always =
                """
                [listen.pop3]
                address = ["127.0.0.1:0", "0.0.0.0:3110"]
                clear-text-login = "always"
                """;
        assertThat(problems(always))
                .containsExactly(
                        "restante.toml:3:1: listen.pop3.clear-text-login = \"always\": lets passwords"
                                + " cross the network in the clear, as listen.pop3.address is more"
                                + " than this machine; listen.pop3.insecure = true says that this"
                                + " is meant");
        assertThat(read(always + "insecure = true\n").configuration().pop3().clearTextLogin())
                .isEqualTo(ClearTextLogin.ALWAYS);
        assertThat(read(always.replace("0.0.0.0:3110", "[::1]:0")).configuration().pop3())
                .extracting(Configuration.Pop3Listener::clearTextLogin)
                .isEqualTo(ClearTextLogin.ALWAYS);
        assertThat(problems(always.replace("0.0.0.0:3110", "mail.example.org:0"))).hasSize(1);
        String proxied =
                always.replace("0.0.0.0:3110", "[::1]:0") + "proxy-protocol = [\"10.0.0.0/8\"]\n";
        assertThat(problems(proxied))
                .containsExactly(
                        "restante.toml:3:1: listen.pop3.clear-text-login = \"always\": lets passwords"
                                + " cross the network in the clear, as clients of others come by"
                                + " listen.pop3.proxy-protocol; listen.pop3.insecure = true says"
                                + " that this is meant");
        read(proxied + "insecure = true\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mechanisms = [\"PLAIN\", \"SCRAM-SHA-256\"] | SCRAM-SHA-256 cannot work: every"
                        + " accounts.source is a directory with mode = \"bind\"",
                "mechanisms = [\"CRAM-MD5\"] | CRAM-MD5 cannot work: every accounts.source",
                "apop = true | cannot work: every accounts.source is a directory",
                "mechanisms = [\"XOAUTH2\"] | XOAUTH2 cannot work: nobody's tokens are taken; set"
                        + " login.oauth.issuer or login.oauth.introspection",
                "mechanisms = [\"EXTERNAL\"] | EXTERNAL cannot work: login.certificate-name ="
                        + " \"none\" lets no certificate log in",
                "certificate-name = \"email\"⏎mechanisms = [\"EXTERNAL\"] | EXTERNAL cannot work: no"
                        + " client is asked for a certificate; set listen.pop3.client-certificates"
            })
    void aMechanismThatCannotWorkIsRefused(String login, String why) throws Exception {
        String directory =
                """
                [[accounts.source]]
                kind = "ldap"
                url = "ldap://127.0.0.1"
                base = "dc=example,dc=org"
                """;
        assertThat(problems("[login]\n" + login.replace("⏎", "\n") + "\n" + directory))
                .singleElement()
                .asString()
                .contains(": login.")
                .contains(why);
    }

    @Test
    void aMechanismThatOneOfSeveralSourcesCanServeIsTaken() throws Exception {
        String login = "[login]\nmechanisms = [\"SCRAM-SHA-256\"]\n";
        String directory =
                """
                [[accounts.source]]
                kind = "ldap"
                url = "ldap://127.0.0.1"
                base = "dc=example,dc=org"
                """;
        assertThat(problems(login + directory)).hasSize(1);
        for (String other :
                List.of("mode = \"read\"\n", "[[accounts.source]]\nkind = \"sqlite\"\n")) {
            assertThat(read(login + directory + other).configuration().login().mechanisms())
                    .contains(List.of(Mechanism.SCRAM_SHA_256));
        }
    }

    @Test
    void whatIsNoTomlIsToldWithItsPlaceAndTheRestIsCheckedToo() throws Exception {
        assertThat(problems("hostname = \n[limits]\nsessions = -1\n"))
                .containsExactly(
                        "restante.toml:1:12: not TOML: Unexpected end of line, expected a value",
                        "restante.toml:3:1: limits.sessions = -1: must be 1 to 10000000");
    }

    @Test
    void theValueOfAnUnknownKeyIsNotRepeatedAsItMayBeASecret() throws Exception {
        assertThat(problems("password = \"hunter2\"\n"))
                .hasSize(1)
                .allSatisfy(problem -> assertThat(problem).doesNotContain("hunter2"));
    }

    @Test
    void aKeyInTheWrongTableIsToldItsRightName() throws Exception {
        assertThat(problems("clear-text-login = \"never\"\n"))
                .containsExactly(
                        "restante.toml:1:1: clear-text-login: unknown key; did you mean"
                                + " listen.pop3.clear-text-login?");
    }

    @Test
    void aValueInPlaceOfATableIsAnError() throws Exception {
        assertThat(problems("limits = 3\n"))
                .containsExactly(
                        "restante.toml:1:1: limits = 3: is an integer, expected a table, written"
                                + " [limits]");
    }

    @Test
    void aQuotedNameWithDotsIsNotAKeyInATable() throws Exception {
        assertThat(problems("\"limits.sessions\" = 3\n")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    store.path = "/home/{local}/Maildir" | no two accounts share a maildrop
                    store.path = "/home/{user}"          | {account}, {local} and {domain} only
                    store.path = "mail/{account}"        | absolute
                    postmaster = "a+b"                   | not an account's name
                    hostname = "a b"                     | not the name of a machine
                    limits.trusted = ["10.0.0.1/8"]      | bits set after the first 8
                    limits.trusted = ["10.0.0.0/33"]     | 0 to 32
                    limits.trusted = ["localhost"]       | Invalid IP address literal
                    limits.stop-timeout = "10 m"         | not a duration
                    limits.stop-timeout = "999999999999999999d" | too long
                    listen.lmtp.message-octets-max = "4gb" | not a size
                    listen.lmtp.message-octets-max = "999999999999TiB" | too large
                    listen.lmtp.recipients-max = 99      | must be 100 to
                    listen.pop3.address = "3110"         | is not host:port
                    listen.pop3.address = "::1:3110"     | is not host:port
                    listen.pop3.address = "[x]:3110"     | IPv6
                    listen.pop3.address = "1.2.3.400:1"  | Invalid IP address literal
                    listen.pop3.address = "a:65536"      | 0 to 65535
                    listen.pop3.address = "unix:x"       | is not host:port
                    log.level = 1979-05-27               | is a date or time, expected a string
                    pop3.implementation = "yes"          | is a string, expected a boolean
                    accounts.source = []                 | one or more tables, each written [[accounts.source]]
                    accounts.source = {kind = "sqlite"}  | one or more tables, each written [[accounts.source]]
                    accounts.source = ["sqlite"]         | one or more tables, each written [[accounts.source]]
                    include = "x.toml"                   | expected a list of paths
                    include = [3]                        | expected a list of paths
                    include = ["missing.toml"]           | no such file
                    """)
    void aBadValueIsRefused(String line, String reason) throws Exception {
        assertThat(problems(line + "\n")).singleElement().asString().contains(reason);
    }

    @Test
    @Spec({"P2-029", "P1-015"})
    void byDefaultThereIsNeitherPop2NorPop1() throws Exception {
        Configuration configuration = read("").configuration();
        assertThat(List.of(configuration.pop2(), configuration.pop1()))
                .containsOnly(new Configuration.PlainPop(List.of(), false, List.of()));
    }

    @ParameterizedTest
    @Spec({"P2-029", "P1-015"})
    @CsvSource({
        "pop2, 0.0.0.0:109",
        "pop2, [::]:109",
        "pop2, 192.0.2.1:109",
        "pop1, 192.0.2.1:3918",
        "pop1, mail.example.org:3918",
    })
    void passwordsInTheClearLeaveThisMachineOnlyIfSomebodySaidSo(String name, String address)
            throws Exception {
        String line = "listen." + name + ".address = [\"127.0.0.1:0\", \"" + address + "\"]\n";
        assertThat(problems(line))
                .singleElement()
                .asString()
                .contains(
                        "restante.toml:1:1: listen." + name + ".address = ",
                        address + " can be reached from other machines",
                        "must be localhost, an address in 127.0.0.0/8 or [::1]",
                        "or listen." + name + ".insecure must be true");
        read(line + "listen." + name + ".insecure = true\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "listen.pop1.address = \"127.0.0.1:3918\"\n"})
    void aHostNameIsShownInAsciiWhateverListens(String listener) throws Exception {
        assertThat(
                        read("hostname = \"b\u00FCro.example.org\"\n" + listener)
                                .configuration()
                                .hostname())
                .isEqualTo("xn--bro-hoa.example.org");
    }

    @Test
    void aHostNameThatNoGreetingMayHaveIsRefused() throws Exception {
        for (String name :
                List.of(
                        "x".repeat(64) + ".example.org",
                        "\u00FC".repeat(63) + ".example.org",
                        "x.".repeat(127) + "xx",
                        "\u2474.example.org")) {
            assertThat(problems("hostname = \"" + name + "\"\n"))
                    .singleElement()
                    .asString()
                    .contains(
                            "restante.toml:1:1: hostname = ",
                            ": is not the name of a machine, such as mail.example.org");
        }
    }

    @ParameterizedTest
    @Spec("P2-002")
    @CsvSource({"pop2, my_host", "pop1, my_host"})
    void aHostNameThatNoGreetingOfThemMayHaveIsRefused(String listener, String name)
            throws Exception {
        String line = "hostname = \"" + name + "\"\n";
        read(line);
        assertThat(problems(line + "listen." + listener + ".address = \"127.0.0.1:109\"\n"))
                .singleElement()
                .asString()
                .contains("restante.toml:1:1: hostname = ", ": must be letters, digits");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:109", "127.9.9.9:109", "[::1]:109", "localhost:109"})
    void whereOnlyThisMachineCanConnectPop2AndPop1AreServed(String address) throws Exception {
        read("listen.pop2.address = \"" + address + "\"\n");
        read("listen.pop1.address = \"" + address + "\"\n");
    }

    @Test
    @Spec({"P2-001", "P1-015"})
    void thePortThatWasBothsCannotBeBoths() throws Exception {
        assertThat(
                        problems(
                                """
                                listen.pop2.address = "127.0.0.1:109"
                                listen.pop1.address = "127.0.0.1:109"
                                """))
                .singleElement()
                .asString()
                .contains("127.0.0.1:109 is taken by listen.pop2.address");
    }

    @Spec("LM-001")
    @ParameterizedTest
    @CsvSource({"127.0.0.1:25", "[::1]:25", "localhost:25"})
    void lmtpOnPort25IsRefused(String address) throws Exception {
        assertThat(problems("listen.lmtp.address = [\"" + address + "\"]\n"))
                .singleElement()
                .asString()
                .contains("LMTP must not be served on port 25");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:110, 127.0.0.1:110, true",
        "0.0.0.0:110, 127.0.0.1:110, true",
        "127.0.0.1:110, 0.0.0.0:110, true",
        "[::1]:110, [0:0::1]:110, true",
        "[::]:110, [::1]:110, true",
        "LOCALHOST:110, localhost:110, true",
        "[::]:110, 0.0.0.0:110, false",
        "127.0.0.1:0, 127.0.0.1:0, false",
        "127.0.0.1:110, 127.0.0.2:110, false",
        "127.0.0.1:110, 127.0.0.1:111, false",
    })
    void noTwoListenersHaveTheSameAddress(String one, String other, boolean collide)
            throws Exception {
        Request request = request("pop3=" + one, "pop3s=" + other);
        if (collide) {
            assertThat(problems(request)).singleElement().asString().contains("is taken by");
        } else {
            assertThat(ConfigurationReader.read(request, search()).configuration().pop3s())
                    .hasSize(1);
        }
    }

    @Test
    void aCertificateNeedsItsKeyAndBothMustBeThere() throws Exception {
        assertThat(problems("[tls]\ncertificate = \"no.pem\"\n"))
                .containsExactly(
                        "restante.toml:2:1: tls.certificate = \"no.pem\": needs tls.key as well",
                        "restante.toml:2:1: tls.certificate = \"no.pem\": no such file: no.pem");
    }

    @Test
    void certificatesAndKeysArePairs() throws Exception {
        for (String name : List.of("a.pem", "b.pem", "a.key", "b.key")) {
            write(name, "");
        }
        assertThat(
                        read("""
                        [tls]
                        certificate = ["a.pem", "b.pem"]
                        key = ["a.key", "b.key"]
                        """)
                                .configuration()
                                .tls()
                                .certificates())
                .containsExactly(
                        new Configuration.Certificate(
                                folder.resolve("a.pem"), folder.resolve("a.key")),
                        new Configuration.Certificate(
                                folder.resolve("b.pem"), folder.resolve("b.key")));
        assertThat(problems("[tls]\ncertificate = [\"a.pem\", \"b.pem\"]\nkey = \"a.key\"\n"))
                .containsExactly(
                        "restante.toml:3:1: tls.key = \"a.key\": must be as many as tls.certificate,"
                                + " which are 2, in the same order");
        assertThat(problems("[tls]\ncertificate = []\nkey = \"a.key\"\n"))
                .containsExactly("restante.toml:2:1: tls.certificate = []: must be a file or more");
        assertThat(
                        problems(
                                """
                                [tls]
                                certificate = ["a.pem", "no.pem"]
                                key = ["a.key", "b.key"]
                                """))
                .singleElement()
                .asString()
                .endsWith("no such file: no.pem");
    }

    @Test
    @Spec({"TL-020", "TL-021", "TL-023"})
    void whatIsNotGoodEnoughForTlsIsRefusedWithWhatIsAllowed() throws Exception {
        assertThat(problems("tls.minimum = \"1.1\""))
                .containsExactly(
                        "restante.toml:1:1: tls.minimum = \"1.1\": must be one of \"1.2\", \"1.3\"");
        assertThat(problems("tls.suites = [\"TLS_RSA_WITH_AES_128_GCM_SHA256\"]"))
                .singleElement()
                .asString()
                .contains(
                        "\"TLS_RSA_WITH_AES_128_GCM_SHA256\" is not a suite with forward secrecy",
                        "must be one of TLS_AES_128_GCM_SHA256, ");
        assertThat(
                        problems(
                                """
                                [tls]
                                minimum = "1.3"
                                suites = ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]
                                """))
                .singleElement()
                .asString()
                .endsWith("tls.suites has none for TLS 1.3");
        assertThat(problems("listen.pop3.client-certificates = \"required\""))
                .containsExactly(
                        "restante.toml:1:1: listen.pop3.client-certificates = \"required\": needs"
                                + " tls.client-authorities as well");
        assertThat(problems("listen.pop3s.client-certificates = \"always\""))
                .containsExactly(
                        "restante.toml:1:1: listen.pop3s.client-certificates = \"always\": must be"
                                + " one of \"off\", \"optional\", \"required\"");
    }

    @Test
    void includedFilesAreMergedAndTheirPathsStartFromThem() throws Exception {
        write("sub/more.toml", "[[accounts.source]]\npath = \"who.db\"\n[limits]\nsessions = 9\n");
        Loaded loaded = read("include = [\"sub/more.toml\"]\n[limits]\nsessions-per-address = 8\n");
        assertThat(loaded.configuration().limits().sessions()).isEqualTo(9);
        assertThat(loaded.configuration().limits().sessionsPerAddress()).isEqualTo(8);
        assertThat(loaded.configuration().accounts())
                .containsExactly(
                        new AccountsSource.Sqlite(folder.resolve("sub/who.db"), Duration.ZERO));
        assertThat(loaded.settings())
                .filteredOn(setting -> setting.key().equals("limits.sessions"))
                .extracting(setting -> setting.origin().toString())
                .containsExactly(folder.resolve("sub/more.toml") + ":4:1");
    }

    @Test
    void aKeySetTwiceIsAnErrorThatNamesBothPlaces() throws Exception {
        write("more.toml", "hostname = \"b\"\n");
        assertThat(problems("hostname = \"a\"\ninclude = [\"more.toml\"]\n"))
                .containsExactly(
                        "more.toml:1:1: hostname = \"b\": is set already at restante.toml:1:1; a key"
                                + " may be set only once");
        assertThat(problems("hostname = \"a\"\nhostname = \"b\"\n"))
                .containsExactly(
                        "restante.toml:2:1: not TOML: hostname previously defined at line 1, column"
                                + " 1");
    }

    @Test
    void theTablesOfAListStandInOneFile() throws Exception {
        write("more.toml", "[[accounts.source]]\nkind = \"sqlite\"\n");
        assertThat(problems("include = [\"more.toml\"]\n[[accounts.source]]\npath = \"x\"\n"))
                .singleElement()
                .asString()
                .contains("begins already at", "1:", "all must stand in one file");
    }

    @Test
    void sourcesOfAccountsAreAListWhoseOrderCountsAndEachKindHasItsKeys() throws Exception {
        Loaded loaded =
                read(
                        """
                        [[accounts.source]]
                        kind = "passwd"
                        path = "users"
                        [[accounts.source]]
                        kind = "ldap"
                        url = ["ldaps://one.example.org", "ldap://two.example.org:3389"]
                        base = "dc=example,dc=org"
                        bind-dn = "cn=reader"
                        password-file = "ldap-password"
                        mode = "read"
                        cache = "30s"
                        [[accounts.source]]
                        kind = "sql"
                        url = "jdbc:postgresql://db/mail"
                        login-query = "SELECT password FROM users WHERE name = :name"
                        [[accounts.source]]
                        kind = "postgresql"
                        url = "jdbc:postgresql://db/restante"
                        user = "restante"
                        password-file = "/etc/db-password"
                        connections = 3
                        timeout = "4s"
                        """);
        Configuration configuration = loaded.configuration();
        assertThat(configuration.accounts())
                .extracting(source -> source.getClass().getSimpleName())
                .containsExactly("Passwd", "Ldap", "Sql", "Postgresql");
        assertThat(configuration.accounts().getFirst())
                .isEqualTo(
                        new AccountsSource.Passwd(
                                folder.resolve("users"), PasswordScheme.CRYPT, Duration.ZERO));
        assertThat(configuration.writableAccounts())
                .contains(
                        new AccountsSource.Postgresql(
                                new JdbcSettings(
                                        "jdbc:postgresql://db/restante",
                                        Optional.of("restante"),
                                        Optional.of(Path.of("/etc/db-password")),
                                        3,
                                        Duration.ofSeconds(4)),
                                Duration.ZERO));
        AccountsSource.Ldap ldap = (AccountsSource.Ldap) configuration.accounts().get(1);
        assertThat(ldap.cache()).isEqualTo(Duration.ofSeconds(30));
        assertThat(ldap.directory().servers())
                .containsExactly(
                        URI.create("ldaps://one.example.org"),
                        URI.create("ldap://two.example.org:3389"));
        assertThat(ldap.directory().mode()).isEqualTo(LdapSettings.Mode.READ);
        assertThat(ldap.directory().unprefixed()).isEqualTo(PasswordScheme.PLAIN);
        assertThat(loaded.settings())
                .filteredOn(setting -> setting.key().startsWith("accounts.source[2].url"))
                .singleElement()
                .satisfies(setting -> {
                    assertThat(setting.origin().toString()).endsWith("restante.toml:6:1");
                    assertThat(setting.live()).isFalse();
                });
    }

    @Test
    void aTableOfAListTellsItsMissingAndItsForeignKeysWithTheirPlaces() throws Exception {
        assertThat(
                        problems(
                                """
                                [[accounts.source]]
                                kind = "passwd"
                                url = "ldap://localhost"
                                path = "users"
                                pat = 3
                                [[accounts.source]]
                                kind = "ldap"
                                url = "http://localhost"
                                filter = "(uid=*)"
                                [[accounts.source]]
                                kind = "ldab"
                                """))
                .containsExactly(
                        "restante.toml:3:1: accounts.source.url: is no key for kind = \"passwd\","
                                + " only for \"postgresql\", \"ldap\", \"sql\"",
                        "restante.toml:5:1: accounts.source.pat: unknown key for kind ="
                                + " \"passwd\"; did you mean accounts.source.path?",
                        "restante.toml:8:1: accounts.source.url = \"http://localhost\": is not"
                                + " ldap://host, ldap://host:port, ldaps://host or"
                                + " ldaps://host:port",
                        "restante.toml:6:1: accounts.source.base: is missing; kind = \"ldap\" needs"
                                + " it, such as \"ou=people,dc=example,dc=org\"",
                        "restante.toml:9:1: accounts.source.filter = \"(uid=*)\": holds neither"
                                + " {name} nor {local}: it would find anybody",
                        "restante.toml:11:1: accounts.source.kind = \"ldab\": must be one of"
                                + " \"sqlite\", \"postgresql\", \"passwd\", \"ldap\", \"sql\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    sql  | url = "jdbc:postgresql://h/d?user=a&password=b" | holds a password
                    sql  | url = "postgresql://h/d"                    | not a URL of JDBC
                    sql  | login-query = "SELECT 1"                    | asks for nobody
                    sql  | login-query = "SELECT 1 WHERE a = :nam"     | knows no :nam
                    sql  | login-query = "SELECT ':name', a = ?"       | holds a ?
                    sql  | login-query = "SELECT 'a WHERE a = :name"   | has no '
                    sql  | default-scheme = "ROT13"                    | must be one of
                    sql  | cache = "2h"                                | must be 0s to 1h
                    ldap | filter = "(uid={user}{name})"               | knows {name}
                    ldap | filter = "(uid={name}"                      | is not a filter
                    ldap | base = "example"                            | is not a DN
                    ldap | url = []                                    | must name a server
                    ldap | url = "ldap://a:b@host"                     | is not ldap://host
                    ldap | bind-dn = "cn=x"                            | need each other
                    """)
    void aBadValueInATableIsRefused(String kind, String line, String reason) throws Exception {
        assertThat(problems("[[accounts.source]]\nkind = \"" + kind + "\"\n" + line + "\n"))
                .anySatisfy(problem -> assertThat(problem).contains(reason));
    }

    @Test
    void filesThatIncludeEachOtherAreRefused() throws Exception {
        write("more.toml", "include = [\"restante.toml\"]\n");
        assertThat(problems("include = [\"more.toml\"]\n"))
                .containsExactly(
                        "more.toml:1:1: include = \"restante.toml\": is included already; a file may"
                                + " be read only once");
    }

    @Test
    void includesHaveABoundedDepth() throws Exception {
        for (int i = 1; i < 9; i++) {
            write(i + ".toml", "include = [\"" + (i + 1) + ".toml\"]\n");
        }
        write("9.toml", "");
        assertThat(problems("include = [\"1.toml\"]\n"))
                .containsExactly(
                        "8.toml:1:1: include = \"9.toml\": files may include each other to a depth"
                                + " of 8");
    }

    @Test
    void aFileThatIsNamedMustBeThere() {
        ConfigurationException failure = failure(Request.file(folder.resolve("none.toml")));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_INPUT);
        assertThat(failure).hasMessageContaining("no such file");
    }

    @Test
    void aBadConfigurationHasItsOwnExitCode() throws Exception {
        Path file = write("restante.toml", "x = 1");
        assertThat(failure(Request.file(file)).exitCode()).isEqualTo(ExitCode.CONFIG);
    }

    @Test
    void whatIsNoTextOrIsHugeIsRefusedUnread() throws Exception {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, 0});
        assertThat(failure(Request.file(binary))).hasMessageContaining("not UTF-8");
        Path huge = write("huge", "#".repeat((1 << 20) + 1));
        assertThat(failure(Request.file(huge))).hasMessageContaining("larger than");
    }

    @Test
    void theCommandLineWinsOverTheFile() throws Exception {
        Path file = write("restante.toml", "data = \"a\"\n[listen.pop3]\naddress = \"h:1\"\n");
        Loaded loaded =
                ConfigurationReader.read(
                        new Request(
                                Optional.of(file),
                                Optional.of(Path.of("b")),
                                List.of("pop3=127.0.0.1:0", "pop3=[::1]:0")),
                        search());
        assertThat(loaded.configuration().data()).isEqualTo(folder.resolve("here/b"));
        assertThat(loaded.configuration().pop3().addresses()).hasToString("[127.0.0.1:0, [::1]:0]");
        assertThat(loaded.settings())
                .filteredOn(setting -> !setting.isDefault())
                .extracting(setting -> setting.key() + ": " + setting.origin())
                .containsExactly(
                        "data: command line, --data",
                        "listen.pop3.address: command line, --listen");
    }

    @Test
    void anUnknownListenerOnTheCommandLineIsRefused() {
        assertThat(problems(request("imap=127.0.0.1:0", "127.0.0.1:0")))
                .hasSize(2)
                .allSatisfy(problem ->
                        assertThat(problem).contains("a NAME of pop3, pop3s, pop2, pop1, lmtp"));
    }

    @Test
    void aNetworkContainsItsAddressesAndNoOthers() {
        assertThat(Network.parse("10.16.0.0/12").contains(InetAddress.ofLiteral("10.31.255.255")))
                .isTrue();
        assertThat(Network.parse("10.16.0.0/12").contains(InetAddress.ofLiteral("10.32.0.0")))
                .isFalse();
        assertThat(Network.parse("::/0").contains(InetAddress.ofLiteral("10.0.0.1"))).isFalse();
        assertThat(Network.parse("::1").contains(InetAddress.ofLiteral("::1"))).isTrue();
    }
}
