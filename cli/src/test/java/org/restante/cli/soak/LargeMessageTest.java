package org.restante.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.restante.spec.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A message beyond every 32-bit number, through a server whose heap is a small part of it. */
@Tag("interop")
final class LargeMessageTest {
    private static final long TWO_GIB = 1L << 31;

    /** Where there is room for it: the system's temporary folder may lie in memory. */
    @TempDir(factory = BuildFolder.class)
    Path folder;

    static final class BuildFolder implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            Path target = Path.of(System.getProperty("basedir", "."), "target").toAbsolutePath();
            return Files.createTempDirectory(Files.createDirectories(target), "large");
        }
    }

    @Test
    @Spec({"OC-005", "RW-086", "P3-099"})
    void aMessageOverTwoGibibytesComesBackAsItWasDelivered() throws Exception {
        Path data = folder.resolve("data");
        ServerProcess.accounts(data, List.of("alice"));
        LargeMessage message = new LargeMessage(TWO_GIB);
        try (ServerProcess server =
                ServerProcess.start(data, List.of("-Xmx128m"), Optional.empty())) {
            String sent;
            try (Link link = server.deliverer()) {
                link.ask("MAIL FROM:<sender@example.org> SIZE=" + message.octets(), "250");
                link.ask("RCPT TO:<alice@localhost>", "250");
                link.ask("DATA", "354");
                sent = message.send(link);
                link.expect("250");
            }
            try (Link link = server.login("alice")) {
                long octets = octets(link);
                assertThat(octets).isGreaterThan(TWO_GIB);
                link.ask("STAT", "+OK 1 " + octets);
                link.ask("RETR 1", "+OK " + octets + " octets");
                assertThat(message.read(link, octets)).as("RETR").isEqualTo(sent);
                link.ask("TOP 1 99999999", "+OK");
                assertThat(message.read(link, octets)).as("TOP").isEqualTo(sent);
                link.ask("QUIT", "+OK");
            }
            try (Link link = server.loginInsideTls("alice")) {
                long octets = octets(link);
                link.ask("RETR 1", "+OK " + octets + " octets");
                assertThat(message.read(link, octets)).as("RETR inside TLS").isEqualTo(sent);
            }
        }
    }

    private static long octets(Link link) throws IOException {
        String reply = link.ask("LIST 1", "+OK 1 ");
        return Long.parseLong(reply.substring("+OK 1 ".length()));
    }
}
