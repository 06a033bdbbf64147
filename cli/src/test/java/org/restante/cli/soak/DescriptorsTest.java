package org.restante.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.cli.control.ControlClient;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A server that has no file descriptor left, and gets some again. */
@Tag("interop")
final class DescriptorsTest {
    @TempDir Path folder;

    private static void limit(ServerProcess server, long files) throws Exception {
        Process prlimit =
                new ProcessBuilder("prlimit", "--pid", server.pid() + "", "--nofile=" + files + ":")
                        .inheritIO()
                        .start();
        assertThat(prlimit.waitFor()).isZero();
    }

    @Test
    void whoeverAsksMeanwhileIsAnsweredAfterwards() throws Exception {
        Path data = folder.resolve("data");
        ServerProcess.accounts(data, List.of("alice"));
        Path log = folder.resolve("server.log");
        try (ServerProcess server = ServerProcess.start(data, "hostname = \"mail.test\"\n")) {
            // What a message of the log needs is loaded by the first.
            Files.writeString(folder.resolve("restante.toml"), "no = \"key\"\n");
            server.signal("HUP");
            Await.until(
                    () -> "the reload fails",
                    () -> Files.readString(log).contains("was not reloaded"));
            // So is what its main thread needs, which waits for a signal then.
            Await.until(
                    () -> "the server is at rest",
                    () -> server.jcmd("Thread.print").contains("CountDownLatch.await"));
            limit(server, 1);
            Thread asking =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    ControlClient.ask(data, ControlClient.request("status"));
                                } catch (Exception _) {
                                    // The other question tells what matters.
                                }
                            });
            Await.until(
                    () -> "accepting fails",
                    () -> Files.readString(log).contains("accepting at the control socket"));
            limit(server, 4096);
            assertThat(ControlClient.ask(data, ControlClient.request("status"))).isPresent();
            asking.join();
            try (Link link = server.login("alice")) {
                link.ask("STAT", "+OK");
            }
        }
    }
}
