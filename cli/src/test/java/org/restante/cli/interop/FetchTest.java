package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Other people's POP3 clients fetch the corpus: as clear text, over STLS and over POP3S. */
@Tag("interop")
final class FetchTest {
    /** Maildir names in the styles of several programs; the unique part is put in. */
    private static final List<String> NAMES =
            List.of(
                    "new/1700000000.M%dP1.host",
                    "new/1700000000.M%dP1.host,S=%d,W=%d",
                    "cur/1700000000.M%dP1.host,S=%d,W=%d:2,S",
                    "cur/1700000000.M%dP1.host:2,RS");

    @TempDir private static Path folder;
    private static ServerProcess server;

    @BeforeAll
    static void makeAMaildropForEachClientAndOneForEachMessageThatItDoesNotCarry()
            throws Exception {
        server = ServerProcess.start(Files.createDirectory(folder.resolve("server")));
        Path sources = Files.createDirectory(folder.resolve("sources"));
        for (Sample sample : Corpus.ALL) {
            Files.writeString(
                    sources.resolve(sample.name()), sample.octets(), StandardCharsets.ISO_8859_1);
        }
        for (Client client : Client.ALL) {
            fill(account(client), sources, carriedBy(client));
        }
        for (Uncarried uncarried : Uncarried.ALL) {
            fill(account(uncarried), sources, List.of(sample(uncarried)));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        // It is null when the server did not start.
        try (ServerProcess _ = server) {
            assertThat(folder).exists();
        }
    }

    static Stream<Arguments> clientsInAllTheirWays() {
        return Client.ALL.stream()
                .flatMap(client ->
                        client.securities().stream()
                                .map(security -> Arguments.of(client, security)));
    }

    @ParameterizedTest
    @MethodSource("clientsInAllTheirWays")
    void everyMessageComesThrough(Client client, Security security) throws Exception {
        Client.Fetched fetched =
                client.fetch(server, security, Client.Login.of(account(client)), own());
        assertThat(names(fetched.messages()))
                .as(fetched.said())
                .containsExactlyInAnyOrderElementsOf(
                        carriedBy(client).stream().map(Sample::name).toList());
        assertThat(fetched.exit()).as(fetched.said()).isZero();
    }

    static final List<Uncarried> UNCARRIED = Uncarried.ALL;

    /** Else the table has grown stale, and a message goes untested. */
    @ParameterizedTest
    @FieldSource("UNCARRIED")
    void whatAClientIsSaidNotToCarryItDoesNot(Uncarried uncarried) throws Exception {
        Client client =
                Client.ALL.stream()
                        .filter(each -> each.toString().equals(uncarried.client()))
                        .findFirst()
                        .orElseThrow();
        Client.Fetched fetched =
                client.fetch(server, Security.CLEAR, Client.Login.of(account(uncarried)), own());
        assertThat(fetched.said()).doesNotContain("refused", "Authentication failed");
        assertThat(names(fetched.messages())).doesNotContain(uncarried.sample());
    }

    /** The messages by the name of what they are, or by what they begin with. */
    private static List<String> names(List<String> messages) {
        var byDigest =
                Corpus.ALL.stream()
                        .collect(Collectors.toMap(each -> digest(each.inAscii()), Sample::name));
        return messages.stream()
                .map(each ->
                        byDigest.getOrDefault(
                                digest(Sample.canonical(each)),
                                "unknown: " + each.substring(0, Math.min(300, each.length()))))
                .toList();
    }

    private static String digest(String octets) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(octets.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Path own() throws IOException {
        return Files.createTempDirectory(folder, "client");
    }

    private static void fill(String account, Path sources, List<Sample> samples) throws Exception {
        Path maildir = Folders.maildir(server.account(account));
        int number = 0;
        for (Sample sample : samples) {
            String name =
                    NAMES.get(number % NAMES.size())
                            .formatted(
                                    number++,
                                    sample.octets().length(),
                                    sample.octets()
                                            .replace("\r\n", "\n")
                                            .replace("\n", "\r\n")
                                            .length());
            // A link: the large one would else take its place on the disk once for each client.
            Files.createLink(maildir.resolve(name), sources.resolve(sample.name()));
        }
    }

    private static List<Sample> carriedBy(Client client) {
        return Corpus.ALL.stream().filter(each -> !Uncarried.contains(client, each)).toList();
    }

    private static Sample sample(Uncarried uncarried) {
        return Corpus.ALL.stream()
                .filter(each -> each.name().equals(uncarried.sample()))
                .findFirst()
                .orElseThrow();
    }

    private static String account(Client client) {
        return client.toString().replace("::", "-").toLowerCase(Locale.ROOT);
    }

    private static String account(Uncarried uncarried) {
        return "uncarried" + Uncarried.ALL.indexOf(uncarried);
    }
}
