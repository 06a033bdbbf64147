package org.restante.server.login.sasl;

import org.jspecify.annotations.Nullable;
import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Utf8;
import org.restante.server.login.Authenticator;

import java.util.Optional;

/**
 * LOGIN, which was never specified beyond a draft: the server asks for a name, then for a password.
 * The server speaks first, so there is no initial response.
 */
final class LoginExchange implements Exchange {
    private final Authenticator authenticator;
    private final Gate gate;
    private final Channel channel;
    private @Nullable String name;

    LoginExchange(Authenticator authenticator, Gate gate, Channel channel) {
        this.authenticator = authenticator;
        this.gate = gate;
        this.channel = channel;
    }

    @Override
    public String firstChallenge() {
        return "Username:";
    }

    @Override
    public Progress respond(byte[] message) throws InterruptedException {
        Optional<String> text =
                Utf8.decode(message)
                        .filter(sent ->
                                !sent.isEmpty()
                                        && sent.chars()
                                                .noneMatch(c -> c == '\r' || c == '\n' || c == 0));
        if (text.isEmpty()) {
            return new Progress.Malformed("no name or password");
        }
        String known = name;
        if (known == null) {
            name = text.get();
            return new Progress.Challenge("Password:");
        }
        return PlainExchange.login(authenticator, gate, channel, known, new Secret(text.get()), "");
    }
}
