package org.restante.accounts;

import org.restante.accounts.password.PasswordScheme;
import org.restante.server.login.Account;
import org.restante.server.login.Accounts;
import org.restante.server.login.RecoverablePassword;
import org.restante.server.login.Survey;
import org.restante.server.login.Verifier;
import org.restante.server.net.Network;
import org.restante.store.MaildropName;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The accounts of a passwd-file of Dovecot. It is looked at once a second at most, when somebody is
 * asked for, and read again when it has changed. Any thread may call.
 *
 * <p>A line that cannot be used is passed over with a warning that does not quote it; all others
 * count. A file that is missing or cannot be read is a source that is down.
 */
public final class PasswdFile implements Accounts {
    private static final System.Logger LOG = System.getLogger(PasswdFile.class.getName());
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** Some 300,000 accounts; who has more has a database. */
    private static final int FILE_OCTETS_MAX = 64 << 20;

    /** What tells a file from the one before it. */
    private record Mark(FileTime modified, long octets, Optional<Object> key) {}

    private record Content(
            Mark mark, Instant looked, Map<String, Account> accounts, Set<String> bad) {}

    private final Path file;
    private final PasswordScheme unprefixed;
    private final Locality locality;
    private final InstantSource clock;

    /** Guarded by this. */
    private Optional<Content> content = Optional.empty();

    /**
     * Reads nothing yet.
     *
     * @param unprefixed the scheme of a password without one
     */
    public PasswdFile(
            Path file, PasswordScheme unprefixed, Locality locality, InstantSource clock) {
        this.file = file;
        this.unprefixed = unprefixed;
        this.locality = locality;
        this.clock = clock;
    }

    @Override
    public Optional<Account> byLogin(String loginName) throws IOException {
        Map<String, Account> accounts = accounts();
        LoginName asked = LoginName.of(loginName);
        Account found = accounts.get(asked.name());
        if (found != null) {
            return Optional.of(found);
        }
        if (!asked.domain().isEmpty()) {
            return locality.isLocal(asked.domain())
                    ? Optional.ofNullable(accounts.get(asked.local()))
                    : Optional.empty();
        }
        List<Account> whole =
                locality.meant(loginName).stream()
                        .map(address -> accounts.get(address.name()))
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList();
        return whole.size() == 1 && !asked.name().contains("+")
                ? Optional.of(whole.getFirst())
                : Optional.empty();
    }

    @Override
    public Optional<Account> byAddress(String address) throws IOException {
        Map<String, Account> accounts = accounts();
        for (LoginName meant : locality.meant(address)) {
            Account found = accounts.get(meant.name());
            if (found == null && locality.isLocal(meant.domain())) {
                found = accounts.get(meant.local());
            }
            if (found != null) {
                return Optional.of(found);
            }
        }
        return locality.keeper(address)
                .flatMap(keeper -> Optional.ofNullable(accounts.get(keeper.name())))
                .filter(Account::enabled);
    }

    @Override
    public List<String> names(String after, int max) throws IOException {
        return accounts().keySet().stream()
                .filter(name -> name.compareTo(after) > 0)
                .sorted()
                .limit(max)
                .toList();
    }

    @Override
    public Survey survey() throws IOException {
        long enabled = 0;
        Map<String, Long> holders = new HashMap<>();
        for (Account account : accounts().values()) {
            if (account.enabled()) {
                enabled++;
                account.verifiers().stream()
                        .map(verifier ->
                                verifier instanceof RecoverablePassword
                                        ? RecoverablePassword.SCHEME
                                        : verifier.scheme())
                        .distinct()
                        .forEach(scheme -> holders.merge(scheme, 1L, Long::sum));
            }
        }
        return new Survey(
                Optional.of(new Survey.Verifiers(enabled, holders)),
                Optional.empty(),
                Optional.empty());
    }

    private synchronized Map<String, Account> accounts() throws IOException {
        Instant now = clock.instant();
        if (content.isPresent()) {
            Duration since = Duration.between(content.get().looked(), now);
            if (!since.isNegative() && since.compareTo(LOOK_AGAIN) < 0) {
                return content.get().accounts();
            }
        }
        Mark mark = mark();
        if (content.isPresent() && content.get().mark().equals(mark)) {
            Content same = content.get();
            content = Optional.of(new Content(mark, now, same.accounts(), same.bad()));
        } else {
            content = Optional.of(read(mark, now, content.map(Content::bad).orElse(Set.of())));
        }
        return content.get().accounts();
    }

    private Mark mark() throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        if (now.size() > FILE_OCTETS_MAX) {
            throw new FileSystemException(
                    file.toString(), null, "larger than " + FILE_OCTETS_MAX + " octets");
        }
        return new Mark(now.lastModifiedTime(), now.size(), Optional.ofNullable(now.fileKey()));
    }

    private Content read(Mark mark, Instant now, Set<String> warned) throws IOException {
        Map<String, Account> accounts = new HashMap<>();
        Set<String> bad = new HashSet<>();
        int number = 0;
        for (String line : text().lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                Account read = account(PasswdLine.parse(line, unprefixed));
                Optional<Account> before = Optional.ofNullable(accounts.get(read.name()));
                accounts.put(read.name(), before.isPresent() ? both(before.get(), read) : read);
            } catch (RefusedException e) {
                bad.add(line);
                if (!warned.contains(line)) {
                    LOG.log(
                            Level.WARNING,
                            "{0}: line {1} is passed over: {2}",
                            file,
                            Integer.toString(number),
                            e.reason());
                }
            }
        }
        return new Content(mark, now, accounts, bad);
    }

    private String text() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            // What is no UTF-8 becomes a character that no name may hold.
            return new String(in.readNBytes(FILE_OCTETS_MAX), StandardCharsets.UTF_8);
        }
    }

    private static Account account(PasswdLine line) throws RefusedException {
        return new Account(
                line.name(),
                line.enabled(),
                List.copyOf(line.verifier().stream().toList()),
                new MaildropName(line.name(), line.maildrop()),
                SourceAccount.policy(line.networks()));
    }

    /** Several lines of one name are several verifiers; what one of them forbids is forbidden. */
    private static Account both(Account one, Account other) throws RefusedException {
        List<Network> networks = one.policy().networks();
        List<Network> others = other.policy().networks();
        if (!networks.isEmpty() && !others.isEmpty() && !networks.equals(others)) {
            throw new RefusedException("other networks than in a line before of " + one.name());
        }
        List<Verifier> verifiers = new ArrayList<>(one.verifiers());
        verifiers.addAll(other.verifiers());
        return new Account(
                one.name(),
                one.enabled() && other.enabled(),
                verifiers,
                one.maildrop().place().isPresent() ? one.maildrop() : other.maildrop(),
                networks.isEmpty() ? other.policy() : one.policy());
    }
}
