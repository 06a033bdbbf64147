package org.restante.cli.config;

import org.restante.protocol.WebAddress;
import org.restante.server.login.ClearTextLogin;
import org.restante.server.login.OnDelete;
import org.restante.server.login.Retention;
import org.restante.server.login.sasl.Mechanism;
import org.restante.server.net.ClientCertificates;
import org.restante.server.net.Network;
import org.restante.server.net.TlsVersion;
import org.restante.server.quota.QuotaSettings;
import org.restante.server.text.Language;
import org.restante.store.maildir.MaildirLayout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that is configured, checked. Paths are absolute. Made by {@link ConfigurationReader} alone;
 * {@link Keys} says for each value what is allowed and what it is for.
 *
 * @param data the folder of all that Restante keeps; need not exist yet
 * @param hostname how this machine calls itself to others
 * @param domains whose mail is local, as they were written
 * @param postmaster the account that gets the mail for postmaster; none: it is treated like any
 *     name
 * @param accounts asked in this order; the first that knows a name decides
 * @param collections each with a name of its own
 */
public record Configuration(
        Path data,
        String hostname,
        List<String> domains,
        Optional<String> postmaster,
        Tls tls,
        Pop3Listener pop3,
        List<ListenAddress.Tcp> pop3s,
        PlainPop pop2,
        PlainPop pop1,
        Lmtp lmtp,
        Proxies proxies,
        Pop3 pop3Settings,
        Login login,
        Oauth oauth,
        Limits limits,
        Store store,
        QuotaSettings quotas,
        List<AccountsSource> accounts,
        List<CollectionSettings> collections,
        Log log) {
    public Configuration {
        domains = List.copyOf(domains);
        pop3s = List.copyOf(pop3s);
        accounts = List.copyOf(accounts);
        collections = List.copyOf(collections);
    }

    /** Where the maildrop of an account lies that has no place of its own. */
    public MaildirLayout maildirLayout() {
        return store.path()
                .map(MaildirLayout::template)
                .orElseGet(() -> MaildirLayout.hashed(data));
    }

    /** The source that {@code restante account} writes to: the first that can be written. */
    public Optional<AccountsSource.Writable> writableAccounts() {
        return accounts.stream()
                .filter(AccountsSource.Writable.class::isInstance)
                .map(AccountsSource.Writable.class::cast)
                .findFirst();
    }

    /** The PEM files of one identity: a chain, and the key of its first certificate. */
    public record Certificate(Path certificate, Path key) {}

    /** Whose TLS is used. */
    public enum Provider {
        MIXED,
        JSSE,
        CONSCRYPT
    }

    /**
     * TLS.
     *
     * @param certificates none, and no authority either: a self-signed one is made in the data
     *     folder
     * @param suites the preferred one first; never empty
     * @param clientAuthorities a PEM file; there if a listener asks for certificates
     * @param onPop3 whether the listener with STLS asks for certificates
     * @param onPop3s the same for the listener inside TLS
     * @param acme whom certificates are had of; there are none from files then
     */
    public record Tls(
            List<Certificate> certificates,
            TlsVersion minimum,
            List<String> suites,
            Provider provider,
            Optional<Path> clientAuthorities,
            ClientCertificates onPop3,
            ClientCertificates onPop3s,
            Optional<Acme> acme) {
        public Tls {
            certificates = List.copyOf(certificates);
            suites = List.copyOf(suites);
        }
    }

    /**
     * An authority that speaks ACME; its terms are agreed to.
     *
     * @param names of the certificate, as DNS has them
     * @param contacts mail addresses
     * @param authorities a PEM file; none: those whom Java trusts
     * @param addresses where challenges are answered
     */
    public record Acme(
            WebAddress directory,
            List<String> names,
            List<String> contacts,
            Optional<Path> authorities,
            Optional<ExternalAccount> externalAccount,
            List<ListenAddress.Tcp> addresses) {
        public Acme {
            names = List.copyOf(names);
            contacts = List.copyOf(contacts);
            addresses = List.copyOf(addresses);
        }

        /** Who we are to an authority that opens accounts only for whom it knows. */
        public record ExternalAccount(String id, Path keyFile) {}
    }

    /** The listener with STLS; no addresses: off. */
    public record Pop3Listener(List<ListenAddress.Tcp> addresses, ClearTextLogin clearTextLogin) {
        public Pop3Listener {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * A listener of a version of POP without TLS; no addresses: off.
     *
     * @param insecure whether other machines are served
     * @param proxies networks whose connections begin with a PROXY header
     */
    public record PlainPop(
            List<ListenAddress.Tcp> addresses, boolean insecure, List<Network> proxies) {
        public PlainPop {
            addresses = List.copyOf(addresses);
            proxies = List.copyOf(proxies);
        }
    }

    /**
     * What POP3 sessions do, at every listener.
     *
     * @param language what {@code LANG *} chooses
     * @param onDelete what becomes of what a client deletes
     * @param views whether NAME+FOLDER and NAME+recent open views of an account's mail
     * @param nulReplaced whether 0x80 is sent for each NUL in a message
     */
    public record Pop3(
            boolean announceImplementation,
            Language language,
            Retention retention,
            OnDelete onDelete,
            boolean views,
            boolean nulReplaced) {}

    /** Where in a client's certificate its login name stands. */
    public enum CertificateNameChoice {
        NONE,
        EMAIL,
        COMMON_NAME
    }

    /**
     * How one may log in.
     *
     * @param mechanisms empty: those that suit all accounts
     */
    public record Login(
            Duration delay,
            boolean apop,
            Optional<List<Mechanism>> mechanisms,
            CertificateNameChoice certificateName) {
        public Login {
            mechanisms = mechanisms.map(List::copyOf);
        }
    }

    /** What to do with a CR or LF that stands alone in a message that arrives. */
    public enum BareLineEnds {
        CRLF,
        REFUSE
    }

    /**
     * The listener for deliveries; no addresses: off.
     *
     * @param peers who may deliver over TCP
     * @param bareLineEndsMendedFor the peers whose messages are never refused for bare line ends
     */
    public record Lmtp(
            List<ListenAddress> addresses,
            List<Network> peers,
            BareLineEnds bareLineEnds,
            List<Network> bareLineEndsMendedFor,
            long messageOctetsMax,
            int recipientsMax) {
        public Lmtp {
            addresses = List.copyOf(addresses);
            peers = List.copyOf(peers);
            bareLineEndsMendedFor = List.copyOf(bareLineEndsMendedFor);
        }
    }

    /**
     * Whose bearer tokens are taken, and how they are checked; neither an issuer nor introspection:
     * nobody's.
     *
     * @param audience one of these must be meant by a token; empty: anybody may be
     * @param scope all of these must be allowed by it
     */
    public record Oauth(
            Optional<String> issuer,
            Optional<WebAddress> jwks,
            Optional<WebAddress> introspection,
            Optional<Client> client,
            List<String> audience,
            List<String> scope,
            Optional<String> type,
            String nameClaim,
            Duration leeway,
            Duration remember) {
        public Oauth {
            audience = List.copyOf(audience);
            scope = List.copyOf(scope);
        }

        /** Who we are to the issuer when we ask it about tokens. */
        public record Client(String id, Path secretFile) {}
    }

    /** Networks whose connections begin with a PROXY header, for each listener. */
    public record Proxies(List<Network> pop3, List<Network> pop3s, List<Network> lmtp) {
        public Proxies {
            pop3 = List.copyOf(pop3);
            pop3s = List.copyOf(pop3s);
            lmtp = List.copyOf(lmtp);
        }
    }

    /** How guessing at passwords is slowed; {@link Keys} says what each is for. */
    public record Guessing(
            Duration delay,
            Duration delayMax,
            int failuresPerAddress,
            int failuresPerAccount,
            Duration window,
            Duration banTime,
            Duration knownGoodTime) {}

    /**
     * What bounds a peer's use of the server.
     *
     * @param sessionTime empty: a session may be as long as it likes
     */
    public record Limits(
            List<Network> trusted,
            int sessions,
            int sessionsPerAddress,
            int ipv6Prefix,
            Optional<Duration> sessionTime,
            Duration idleTimeout,
            Duration loginTimeout,
            Duration stallTimeout,
            Duration lmtpIdleTimeout,
            int commandsInError,
            int failedLogins,
            Guessing guessing,
            Duration stopTimeout) {
        public Limits {
            trusted = List.copyOf(trusted);
        }
    }

    /** Which store holds the maildrops. */
    public enum StoreKind {
        MAILDIR
    }

    /** How lines end in the files that Restante writes. */
    public enum LineEnds {
        CRLF,
        LF
    }

    /**
     * Where the maildrops are.
     *
     * @param path a template with {@code {account}}, {@code {local}}, {@code {domain}}; none: in
     *     the data folder
     * @param undoWindow zero: a removed message is gone at once
     * @param sweepInterval zero: maildrops are not swept
     * @param journalOctets of one of two files; zero: none
     */
    public record Store(
            StoreKind kind,
            Optional<String> path,
            LineEnds lineEnds,
            Duration undoWindow,
            Duration sweepInterval,
            long journalOctets) {}

    /** How much is logged. */
    public enum LogLevel {
        ERROR,
        WARNING,
        INFO,
        DEBUG
    }

    /** What a line of the log looks like. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** The log. */
    public record Log(LogLevel level, LogFormat format) {}
}
