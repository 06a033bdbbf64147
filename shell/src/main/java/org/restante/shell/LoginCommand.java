package org.restante.shell;

import org.restante.client.Capabilities;
import org.restante.client.Credentials;
import org.restante.client.Mechanism;
import org.restante.client.NoMechanismException;
import org.restante.protocol.Secret;
import org.restante.shell.script.Answer;
import org.restante.shell.text.WireText;
import org.restante.shell.text.Words;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The command {@code login}. For one thread. */
final class LoginCommand {
    /** Who has the secret, and a say in where it goes. */
    interface Person {
        Secret secret(String prompt) throws IOException;

        /** Comes back if a secret may go over this connection. */
        void inTheClear(Talk open) throws UsageException;
    }

    private final Words words;
    private final Display display;
    private final Person person;

    LoginCommand(Words words, Display display, Person person) {
        this.words = words;
        this.display = display;
        this.person = person;
    }

    /**
     * Logs in.
     *
     * @param argument {@code [NAME] [by MECHANISM]}
     */
    Answer run(Talk open, Target target, String argument) throws IOException {
        if (open.facts().state() == Facts.State.TRANSACTION) {
            throw new UsageException(words.say("shell.logged-in-already"));
        }
        String[] parts = argument.strip().split("\\s+by\\s+|^by\\s+", 2);
        Optional<Mechanism> mechanism = target.mechanism();
        if (parts.length > 1) {
            mechanism =
                    Optional.of(
                            Mechanism.of(parts[1].strip().toUpperCase(Locale.ROOT))
                                    .orElseThrow(() ->
                                            new UsageException(
                                                    words.say(
                                                            "shell.no-such-mechanism",
                                                            parts[1],
                                                            mechanisms()))));
        }
        String user =
                parts[0].isEmpty()
                        ? target.user()
                                .orElseThrow(() -> new UsageException(words.say("usage.login")))
                        : parts[0];
        person.inTheClear(open);
        if (mechanism.filter(it -> it == Mechanism.EXTERNAL).isPresent()) {
            return loggedIn(open, new Credentials.External(user), open.capabilities());
        }
        boolean token =
                mechanism
                        .filter(it -> it == Mechanism.OAUTHBEARER || it == Mechanism.XOAUTH2)
                        .isPresent();
        Secret secret = person.secret(words.say(token ? "shell.token" : "shell.password-of", user));
        if (token) {
            return loggedIn(
                    open,
                    new Credentials.Token(user, _ -> secret),
                    only(mechanism.orElseThrow(), open.capabilities()));
        }
        Credentials.Password password =
                new Credentials.Password(user, secret, Optional.empty(), mechanism);
        return loggedIn(open, password, open.capabilities());
    }

    private static String mechanisms() {
        List<String> names = new ArrayList<>();
        for (Mechanism each : Mechanism.values()) {
            names.add(each.wire());
        }
        return String.join(", ", names);
    }

    /** The same without other mechanisms; the client takes a token by the first that there is. */
    static Capabilities only(Mechanism mechanism, Capabilities offered) {
        Map<String, List<String>> tags = new HashMap<>(offered.tags());
        tags.computeIfPresent(
                "SASL",
                (_, names) -> names.stream().filter(mechanism.wire()::equalsIgnoreCase).toList());
        return new Capabilities(offered.known(), tags);
    }

    private Answer loggedIn(Talk open, Credentials credentials, Capabilities offered)
            throws IOException {
        Mechanism mechanism;
        try {
            mechanism = open.login(credentials, offered);
        } catch (NoMechanismException | IllegalArgumentException e) {
            throw new UsageException(WireText.printable(String.valueOf(e.getMessage())));
        }
        display.event(words.say("shell.logged-in", mechanism.wire()));
        Answer answer = Answer.of(display.lastReceived());
        open.count();
        return answer;
    }
}
