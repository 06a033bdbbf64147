package org.restante.accounts.ldap;

import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PasswordProvider;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;

import org.jspecify.annotations.Nullable;
import org.restante.accounts.Locality;
import org.restante.accounts.LoginName;
import org.restante.accounts.SourceAccount;
import org.restante.accounts.password.BadVerifierException;
import org.restante.accounts.password.PasswordFile;
import org.restante.accounts.password.StoredVerifier;
import org.restante.server.login.Account;
import org.restante.server.login.Accounts;
import org.restante.server.login.Verifier;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/**
 * The accounts of a directory: somebody is searched for, and either the directory checks the
 * password (a bind as the DN that was found) or the stored values are read and checked here. Any
 * thread may call. Connections are made when they are needed, so that a directory that is down
 * holds up no start; referrals are not followed, as they lead to servers that nobody configured.
 */
public final class LdapAccounts implements Accounts, AutoCloseable {
    private static final int PORT = 389;
    private static final int TLS_PORT = 636;

    /**
     * What a directory answers when it does not let somebody in, and not that it is out of order.
     */
    private static final Set<ResultCode> DENIED =
            Set.of(
                    ResultCode.INVALID_CREDENTIALS,
                    ResultCode.INAPPROPRIATE_AUTHENTICATION,
                    ResultCode.NO_SUCH_OBJECT,
                    ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
                    ResultCode.CONSTRAINT_VIOLATION,
                    ResultCode.UNWILLING_TO_PERFORM);

    private final LdapSettings settings;
    private final Locality locality;
    private final String source;
    private final LDAPConnectionOptions options = new LDAPConnectionOptions();

    /** Guards {@link #searches} and {@link #binds}. */
    private final ReentrantLock making = new ReentrantLock();

    private @Nullable LDAPConnectionPool searches;
    private @Nullable LDAPConnectionPool binds;
    private boolean closed;

    /** Connects to nothing yet. */
    public LdapAccounts(LdapSettings settings, Locality locality) {
        this.settings = settings;
        this.locality = locality;
        this.source = settings.servers().getFirst().toString();
        int milliseconds = Math.toIntExact(settings.timeout().toMillis());
        options.setConnectTimeoutMillis(milliseconds);
        options.setResponseTimeoutMillis(milliseconds);
        options.setFollowReferrals(false);
        options.setAbandonOnTimeout(true);
        // No thread for each connection: its own caller reads the answer.
        options.setUseSynchronousMode(true);
        options.setSSLSocketVerifier(new ServerName());
    }

    @Override
    public Optional<Account> byLogin(String loginName) throws IOException {
        return search(settings.filter(), LoginName.of(loginName));
    }

    @Override
    public Optional<Account> byAddress(String address) throws IOException {
        for (LoginName meant : locality.meant(address)) {
            Optional<Account> found = Optional.empty();
            if (settings.addressFilter().isPresent()) {
                found = search(settings.addressFilter().get(), meant);
            }
            if (found.isEmpty() && locality.isLocal(meant.domain())) {
                found = search(settings.filter(), meant);
                found = found.isPresent() ? found : search(settings.filter(), meant.bare());
            }
            if (found.isPresent()) {
                return found;
            }
        }
        Optional<LoginName> keeper = locality.keeper(address);
        return keeper.isPresent()
                ? search(settings.filter(), keeper.get()).filter(Account::enabled)
                : Optional.empty();
    }

    private Optional<Account> search(String filter, LoginName name) throws IOException {
        if (!name.canName()) {
            return Optional.empty();
        }
        try {
            SearchRequest request =
                    new SearchRequest(
                            settings.base(),
                            SearchScope.SUB,
                            DereferencePolicy.NEVER,
                            2,
                            Math.toIntExact(Math.max(1, settings.timeout().toSeconds())),
                            false,
                            LdapFilter.filled(filter, name),
                            attributes());
            List<SearchResultEntry> found =
                    Objects.requireNonNull(searches().search(request).getSearchEntries());
            if (found.size() > 1) {
                throw ambiguous(name);
            }
            return found.isEmpty() ? Optional.empty() : Optional.of(account(found.getFirst()));
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                throw ambiguous(name);
            }
            throw failed(e);
        }
    }

    private IOException ambiguous(LoginName name) {
        return new IOException(source + ": more than one entry was found for " + name.name());
    }

    private String[] attributes() {
        List<String> wanted = new ArrayList<>();
        wanted.add(settings.nameAttribute());
        settings.maildropAttribute().ifPresent(wanted::add);
        settings.enabledAttribute().ifPresent(wanted::add);
        if (settings.mode() == LdapSettings.Mode.READ) {
            wanted.add(settings.passwordAttribute());
        }
        return wanted.toArray(String[]::new);
    }

    private Account account(SearchResultEntry entry) throws IOException {
        String name = entry.getAttributeValue(settings.nameAttribute());
        if (name == null) {
            throw new IOException(
                    source + ": " + entry.getDN() + " has no " + settings.nameAttribute());
        }
        return SourceAccount.of(
                source,
                name,
                isEnabled(settings.enabledAttribute().map(entry::getAttributeValue)),
                switch (settings.mode()) {
                    case BIND -> List.of(new BindVerifier(this::admits, entry.getDN()));
                    case READ -> verifiers(entry);
                },
                settings.maildropAttribute().map(entry::getAttributeValue),
                List.of());
    }

    private static boolean isEnabled(Optional<String> value) {
        return value.isEmpty()
                || Set.of("true", "yes", "1", "active")
                        .contains(value.get().strip().toLowerCase(Locale.ROOT));
    }

    private List<Verifier> verifiers(SearchResultEntry entry) {
        List<Verifier> verifiers = new ArrayList<>();
        String @Nullable [] values = entry.getAttributeValues(settings.passwordAttribute());
        for (String value : values == null ? new String[0] : values) {
            try {
                verifiers.add(StoredVerifier.parse(value, settings.unprefixed()));
            } catch (BadVerifierException _) {
                // Such as {SASL}: for others to use. Without any the account has no password.
            }
        }
        return verifiers;
    }

    private boolean admits(String dn, String password) throws IOException {
        LDAPConnectionPool pool = binds();
        SimpleBindRequest bind = new SimpleBindRequest(dn, password);
        try {
            LDAPConnection connection = pool.getConnection();
            try {
                return admits(pool, connection, bind);
            } catch (LDAPException e) {
                if (!e.getResultCode().equals(ResultCode.SERVER_DOWN)) {
                    pool.releaseDefunctConnection(connection);
                    throw e;
                }
            }
            // It ended while nobody used it, which says nothing of the directory now.
            LDAPConnection fresh = pool.replaceDefunctConnection(connection);
            try {
                return admits(pool, fresh, bind);
            } catch (LDAPException e) {
                pool.releaseDefunctConnection(fresh);
                throw e;
            }
        } catch (LDAPException e) {
            throw failed(e);
        }
    }

    /** Gives the connection back, unless it fails. */
    private static boolean admits(
            LDAPConnectionPool pool, LDAPConnection connection, SimpleBindRequest bind)
            throws LDAPException {
        boolean admitted = true;
        try {
            connection.bind(bind);
        } catch (LDAPException e) {
            if (!DENIED.contains(e.getResultCode())) {
                throw e;
            }
            admitted = false;
        }
        pool.releaseConnection(connection);
        return admitted;
    }

    /** The diagnostic message of a server may quote what was sent to it: only the code is told. */
    private IOException failed(LDAPException e) {
        // A search tells it as the cause of its own.
        return e instanceof UnreadableException || e.getCause() instanceof UnreadableException
                ? new IOException(source + ": " + e.getMessage())
                : new IOException(source + ": " + e.getResultCode());
    }

    private LDAPConnectionPool searches() throws IOException {
        making.lock();
        try {
            if (searches == null) {
                searches = pool(searcher());
            }
            return Objects.requireNonNull(searches);
        } finally {
            making.unlock();
        }
    }

    /** Connections of their own: each is whoever logged in last, and must search for nobody. */
    private LDAPConnectionPool binds() throws IOException {
        making.lock();
        try {
            if (binds == null) {
                // Nobody yet: many directories let nobody in without a name.
                binds = pool(null);
            }
            return Objects.requireNonNull(binds);
        } finally {
            making.unlock();
        }
    }

    private SimpleBindRequest searcher() {
        return settings.bindName().isPresent() && settings.passwordFile().isPresent()
                ? new SimpleBindRequest(
                        settings.bindName().get(), new PasswordOf(settings.passwordFile().get()))
                : new SimpleBindRequest();
    }

    /** Read at each new connection, so that a new password needs no restart. */
    private static final class PasswordOf extends PasswordProvider {
        private static final long serialVersionUID = 1;

        private final String file;

        PasswordOf(Path file) {
            this.file = file.toString();
        }

        @Override
        public byte[] getPasswordBytes() throws LDAPException {
            try {
                return PasswordFile.read(Path.of(file)).getBytes(StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UnreadableException(e);
            }
        }
    }

    /** Our own password cannot be read. */
    private static final class UnreadableException extends LDAPException {
        private static final long serialVersionUID = 1;

        UnreadableException(IOException e) {
            super(ResultCode.LOCAL_ERROR, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Connections are made when they are needed.
     *
     * @param bind as whom each begins; null: as nobody, without a word
     */
    private LDAPConnectionPool pool(@Nullable SimpleBindRequest bind) throws IOException {
        if (closed) {
            throw new IOException(source + " was closed");
        }
        SSLContext trust = LdapTrust.context(settings.certificateAuthorities());
        List<ServerSet> servers = new ArrayList<>();
        for (URI server : settings.servers()) {
            servers.add(one(server, trust, bind));
        }
        try {
            LDAPConnectionPool pool =
                    new LDAPConnectionPool(
                            new FailoverServerSet(servers.toArray(ServerSet[]::new)),
                            bind,
                            0,
                            settings.connections(),
                            null,
                            false);
            pool.setCreateIfNecessary(false);
            pool.setMaxWaitTimeMillis(settings.timeout().toMillis());
            pool.setRetryFailedOperationsDueToInvalidConnections(true);
            return pool;
        } catch (LDAPException e) {
            throw failed(e);
        }
    }

    private ServerSet one(URI server, SSLContext trust, @Nullable SimpleBindRequest bind) {
        boolean tls = "ldaps".equals(server.getScheme());
        int port = server.getPort() >= 0 ? server.getPort() : tls ? TLS_PORT : PORT;
        PostConnectProcessor upgrade =
                !tls && settings.startTls() ? new StartTLSPostConnectProcessor(trust) : null;
        SocketFactory sockets = tls ? trust.getSocketFactory() : SocketFactory.getDefault();
        return new SingleServerSet(server.getHost(), port, sockets, options, bind, upgrade);
    }

    @Override
    public void close() {
        making.lock();
        try {
            closed = true;
            if (searches != null) {
                searches.close();
            }
            if (binds != null) {
                binds.close();
            }
        } finally {
            making.unlock();
        }
    }
}
