package org.restante.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.restante.accounts.password.PasswordScheme;
import org.restante.protocol.Secret;
import org.restante.server.login.Account;
import org.restante.server.login.Survey;
import org.restante.server.login.Verifier;
import org.restante.server.net.Network;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class PasswdFileTest {
    @TempDir Path folder;
    private Instant now = Instant.EPOCH;
    private Optional<String> postmaster = Optional.empty();

    private Path file() {
        return folder.resolve("users");
    }

    private PasswdFile written(String text) throws IOException {
        Files.writeString(file(), text);
        return new PasswdFile(
                file(),
                PasswordScheme.CRYPT,
                new Locality(() -> List.of("example.org", "example.com"), () -> postmaster),
                () -> now);
    }

    private static Optional<String> name(Optional<Account> account) {
        return account.map(Account::name);
    }

    @Test
    void aLineOfDovecotIsAnAccount() throws Exception {
        PasswdFile accounts =
                written(
                        """
                        # users
                        Alice@example.org:{PLAIN}secret:5000:5000:Alice:/home/alice:/bin/sh:allow_nets=10.0.0.0/8,::1 userdb_mail=maildir:~/Maildir:LAYOUT=fs userdb_quota_rule=*:storage=1G
                        bob:$1$salt$qJH7.N4xYta3aEG/dfqo/0::::::
                        carol:{PLAIN}c::::::nologin=yes userdb_mail=mbox:~/mail
                        dora:{PLAIN}d::::/home/dora::userdb_mail=maildir:/var/vmail/%d/%n
                        """);
        Account alice = accounts.byLogin("alice@example.org").orElseThrow();
        assertThat(alice.name()).isEqualTo("alice@example.org");
        assertThat(alice.enabled()).isTrue();
        assertThat(alice.maildrop().place()).contains(Path.of("/home/alice/Maildir"));
        assertThat(alice.policy().networks())
                .containsExactly(Network.parse("10.0.0.0/8"), Network.parse("::1"));
        assertThat(alice.verifiers().getFirst().matches(new Secret("secret"))).isTrue();
        Account bob = accounts.byLogin("bob").orElseThrow();
        assertThat(bob.maildrop().place()).isEmpty();
        assertThat(bob.policy().networks()).isEmpty();
        Account carol = accounts.byLogin("carol").orElseThrow();
        assertThat(carol.enabled()).isFalse();
        assertThat(carol.maildrop().place()).isEmpty();
        assertThat(accounts.byLogin("dora").orElseThrow().maildrop().place())
                .contains(Path.of("/var/vmail/dora"));
    }

    @Test
    void severalLinesOfOneNameAreSeveralVerifiers() throws Exception {
        PasswdFile accounts = written("a:{PLAIN}x::::::\na:{CLEARTEXT}y::::::nologin\n");
        Account both = accounts.byLogin("a").orElseThrow();
        assertThat(both.verifiers()).extracting(Verifier::scheme).hasSize(2);
        assertThat(both.enabled()).isFalse();
    }

    @Test
    void linesOfOneNameDoNotWidenItsNetworks() throws Exception {
        PasswdFile accounts =
                written(
                        """
                        a:{PLAIN}x::::::
                        a:{PLAIN}y::::::allow_nets=10.0.0.0/8
                        a:{PLAIN}z::::::allow_nets=0.0.0.0/0
                        """);
        Account account = accounts.byLogin("a").orElseThrow();
        assertThat(account.policy().networks()).containsExactly(Network.parse("10.0.0.0/8"));
        assertThat(account.verifiers()).hasSize(2);
    }

    @Test
    void aBrokenLineHarmsNobodyElse() throws Exception {
        PasswdFile accounts =
                written(
                        """
                        nonsense
                        x:{ROT13}abc::::::
                        a/b:{PLAIN}x::::::
                        e:{PLAIN}x::::::allow_nets=everywhere
                        f:{PLAIN}x::::::userdb_mail=maildir:%{userdb:x}
                        ok:{PLAIN}x::::::
                        """);
        assertThat(name(accounts.byLogin("ok"))).contains("ok");
        // What cannot be understood may be a restriction: the account is not there at all.
        assertThat(accounts.byLogin("e")).isEmpty();
        assertThat(accounts.byLogin("f")).isEmpty();
        assertThat(accounts.byLogin("x")).isEmpty();
    }

    @Test
    void aChangeCountsWithinASecond() throws Exception {
        PasswdFile accounts = written("alice:{PLAIN}x::::::\n");
        assertThat(accounts.byLogin("alice")).isPresent();
        Files.writeString(file(), "alice:{PLAIN}x::::::\nbob:{PLAIN}x::::::\n");
        assertThat(accounts.byLogin("bob")).isEmpty();
        now = now.plusSeconds(1);
        assertThat(accounts.byLogin("bob")).isPresent();
    }

    @Test
    void aMissingFileIsASourceThatIsDown() throws Exception {
        PasswdFile accounts = written("alice:{PLAIN}x::::::\n");
        assertThat(accounts.byLogin("alice")).isPresent();
        Files.delete(file());
        now = now.plusSeconds(1);
        assertThatThrownBy(() -> accounts.byLogin("alice")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> accounts.byAddress("bob")).isInstanceOf(IOException.class);
        Files.writeString(file(), "bob:{PLAIN}x::::::\n");
        assertThat(accounts.byLogin("bob")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "alice, alice",
        "ALICE@Example.ORG, alice",
        "bob, bob@example.org",
        "bob@example.org, bob@example.org",
        "alice@else.test,",
        "carol,",
        "bob@example.com,",
        "alice+x,",
    })
    @Spec("P3-058")
    void theLocalPartWillDoWhereItIsUnambiguous(String login, String account) throws Exception {
        PasswdFile accounts =
                written(
                        """
                        alice:{PLAIN}x::::::
                        bob@example.org:{PLAIN}x::::::
                        carol@example.org:{PLAIN}x::::::
                        carol@example.com:{PLAIN}x::::::
                        """);
        assertThat(name(accounts.byLogin(login))).isEqualTo(Optional.ofNullable(account));
    }

    @ParameterizedTest
    @CsvSource({
        "alice@example.org, alice",
        "alice+list@example.com, alice",
        "alice, alice",
        "bob+x, bob@example.org",
        "bob@example.com,",
        "alice@else.test,",
        "dora@else.test, dora@else.test",
        "postmaster@example.org, alice",
        "Postmaster, alice",
        "postmaster@else.test,",
        "@example.org,",
    })
    void mailGoesToTheNameAtALocalDomain(String address, String account) throws Exception {
        postmaster = Optional.of("alice");
        PasswdFile accounts =
                written(
                        """
                        alice:{PLAIN}x::::::
                        bob@example.org:{PLAIN}x::::::
                        dora@else.test:{PLAIN}x::::::
                        """);
        assertThat(name(accounts.byAddress(address))).isEqualTo(Optional.ofNullable(account));
    }

    @Test
    void aSurveyIsOfThoseThatMayLogIn() throws Exception {
        PasswdFile accounts =
                written(
                        """
                        a:{PLAIN}x::::::
                        b:{PLAIN}x::::::
                        b:{CLEARTEXT}x::::::
                        c:{CLEARTEXT}x::::::nologin
                        """);
        assertThat(accounts.survey().verifiers())
                .contains(new Survey.Verifiers(2, Map.of("PLAIN", 2L)));
    }
}
