package org.restante.cli.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.restante.cli.config.CommandException;
import org.restante.protocol.Secret;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** The password that a person types. */
final class PasswordOptionsTest {
    @Command
    private static final class Asking {
        @Mixin private final PasswordOptions passwords = new PasswordOptions();
    }

    /** Somebody who types these lines. */
    private record Typist(Queue<String> lines) implements Terminal {
        @Override
        public Optional<Secret> secret(String prompt) {
            return line(prompt).map(Secret::new);
        }

        @Override
        public Optional<String> line(String prompt) {
            return Optional.ofNullable(lines.poll());
        }
    }

    private static NewPassword typed(String... lines) throws Exception {
        Asking asking = new Asking();
        new CommandLine(asking).parseArgs();
        return asking.passwords.read(
                InputStream.nullInputStream(),
                Optional.of(new Typist(new ArrayDeque<>(List.of(lines)))));
    }

    @Test
    void aPasswordIsTypedTwiceAndKeptAsItIs() throws Exception {
        NewPassword password = typed(" two words ", " two words ");
        assertThat(password.generated()).isEmpty();
        assertThat(password.verifiers())
                .singleElement()
                .satisfies(verifier -> {
                    assertThat(verifier.matches(new Secret(" two words "))).isTrue();
                    assertThat(verifier.matches(new Secret("two words"))).isFalse();
                });
    }

    @Test
    void twoThatDifferAreRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> typed("one", "other"))
                .isInstanceOf(CommandException.class)
                .hasMessage("the two passwords differ");
    }

    @Test
    void whoLeavesSetsNoPassword() {
        assertThatThrownBy(() -> typed()).isInstanceOf(CommandException.class);
        assertThatThrownBy(() -> typed("one")).isInstanceOf(CommandException.class);
    }
}
