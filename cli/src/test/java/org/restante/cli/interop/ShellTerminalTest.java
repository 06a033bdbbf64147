package org.restante.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The shell in a real terminal: tmux types, and looks at the screen. */
@Tag("interop")
final class ShellTerminalTest {
    private static final long SCREEN_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    @TempDir Path folder;

    private Program.Result tmux(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("tmux", "-S", folder.resolve("tmux").toString()));
        command.addAll(List.of(arguments));
        return Program.run(
                "tmux", folder, Map.of("TERM", "xterm-256color", "LC_ALL", "C.UTF-8"), command);
    }

    @BeforeEach
    void start() throws Exception {
        // The class path is too long for a command of tmux.
        Path script =
                Files.writeString(
                        folder.resolve("shell.sh"),
                        "exec %s --enable-native-access=ALL-UNNAMED -cp '%s' org.restante.cli.Main shell --practice --language en%n"
                                .formatted(
                                        Path.of(System.getProperty("java.home"), "bin", "java"),
                                        System.getProperty("java.class.path")));
        Program.Result started =
                tmux(
                        "new-session",
                        "-d",
                        "-x",
                        "120",
                        "-y",
                        "50",
                        "sh",
                        script.toString(),
                        ";",
                        "set-option",
                        "remain-on-exit",
                        "on");
        assertThat(started.exit()).as(started.out()).isZero();
    }

    @AfterEach
    void stop() throws Exception {
        tmux("kill-server");
    }

    private void type(String... keys) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("send-keys"));
        arguments.addAll(List.of(keys));
        tmux(arguments.toArray(String[]::new));
    }

    private String screen() throws Exception {
        return tmux("capture-pane", "-p", "-S", "-").out();
    }

    /** The screen, as soon as this stands on it. */
    private String see(String text) throws Exception {
        long deadline = System.nanoTime() + SCREEN_NANOS_MAX;
        String screen = screen();
        while (!screen.contains(text)) {
            assertThat(System.nanoTime())
                    .as("waiting for %s on\n%s", text, screen)
                    .isLessThan(deadline);
            screen = screen();
        }
        return screen;
    }

    private void seeTheEnd() throws Exception {
        long deadline = System.nanoTime() + SCREEN_NANOS_MAX;
        while (!tmux("display-message", "-p", "#{pane_dead}").out().strip().equals("1")) {
            assertThat(System.nanoTime()).as(screen()).isLessThan(deadline);
        }
    }

    @Test
    void aPersonLogsInCompletesMarksAndIsAsked() throws Exception {
        assertThat(see("AUTHORIZATION>")).contains("A practice server of your own runs here");
        type("login alice", "Enter");
        see("TRANSACTION 8 messages>");
        type("retr ", "Tab");
        assertThat(see("Three hundred lines")).containsPattern("1 +\\(\\d+  Welcome");
        type("C-c");
        type("dele 2", "Enter");
        see("TRANSACTION 8 messages, 1 marked>");
        type("QUIT", "Enter");
        see("QUIT removes 1 message for good. Send it? [y/N]");
        type("n", "Enter");
        type("user x", "Enter");
        see("C: user x");
        type("exit", "Enter");
        seeTheEnd();
        assertThat(screen()).contains("Left without QUIT: nothing is removed.");
    }

    @Test
    void aResponseOfAnExchangeIsNotShown() throws Exception {
        see("AUTHORIZATION>");
        type("AUTH PLAIN", "Enter");
        see("response>");
        type("AGFsaWNlAHBvc3RjYXJk", "Enter");
        // What is typed before the prompt is there is the terminal's, not the shell's.
        assertThat(see("TRANSACTION 8 messages>")).contains("C: ***").doesNotContain("AGFsaWNl");
        type("C-d");
        seeTheEnd();
    }
}
