package org.restante.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.BufferedReader;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Main.commandLine(arguments);
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return command.execute(arguments);
    }

    @Test
    void theHelpListsTheExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("64", "78", "the configuration is wrong", "config");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void wrongUseExitsWith64InSubcommandsToo() {
        assertThat(run("--nonsense")).isEqualTo(64);
        assertThat(run("config", "show", "--nonsense")).isEqualTo(64);
        assertThat(run("config")).isEqualTo(64);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void withoutASubcommandTheUsageGoesToStandardError() {
        assertThat(run()).isEqualTo(64);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("Usage: restante", "serve", "account", "status");
    }

    @Test
    void aBadConfigurationIsToldWithoutAStack() {
        Path missing = Path.of("no-such-folder", "restante.toml");
        assertThat(run("config", "show", "--config", missing.toString())).isEqualTo(66);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void aCommandLooksAtNoOther() {
        assertThat(Main.commandLine("--version").getSubcommands()).isEmpty();
        assertThat(Main.commandLine("account", "list").getSubcommands())
                .containsOnlyKeys("account")
                .hasEntrySatisfying(
                        "account", it -> assertThat(it.getSubcommands()).containsOnlyKeys("list"));
        assertThat(Main.commandLine("--help").getSubcommands()).containsKeys("account", "serve");
    }

    @Test
    void theVersionNamesTheProgramAndItsJava() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("restante ").contains("Java " + Runtime.version());
    }

    @Test
    void whatCouldNotBePrintedIsNoSuccess() throws Exception {
        Process process =
                new ProcessBuilder(Launched.command("--version"))
                        .redirectOutput(new File("/dev/full"))
                        .start();
        try (BufferedReader said = process.errorReader()) {
            assertThat(said.lines()).containsExactly("restante: the output could not be written");
        }
        assertThat(process.waitFor()).isEqualTo(74);
    }

    @Test
    void completionForTheShellIsPrinted() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out.toString()).startsWith("#!/usr/bin/env bash").contains("config");
    }
}
