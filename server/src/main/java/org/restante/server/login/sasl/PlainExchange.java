package org.restante.server.login.sasl;

import org.restante.protocol.Secret;
import org.restante.protocol.sasl.PlainMessage;
import org.restante.server.login.Authenticator;
import org.restante.server.login.Login;
import org.restante.server.login.Verdict;

import java.util.Optional;

/** PLAIN (RFC 4616): one message with a name and a password. */
final class PlainExchange implements Exchange {
    private final Authenticator authenticator;
    private final Gate gate;
    private final Channel channel;

    PlainExchange(Authenticator authenticator, Gate gate, Channel channel) {
        this.authenticator = authenticator;
        this.gate = gate;
        this.channel = channel;
    }

    @Override
    public Progress respond(byte[] message) throws InterruptedException {
        Optional<PlainMessage> parsed = PlainMessage.parse(message);
        return parsed.isEmpty()
                ? new Progress.Malformed("no PLAIN message")
                : login(
                        authenticator,
                        gate,
                        channel,
                        parsed.get().authenticationId(),
                        parsed.get().password(),
                        parsed.get().authorizationId());
    }

    /** Checks a password for the two mechanisms that send it. */
    static Progress login(
            Authenticator authenticator,
            Gate gate,
            Channel channel,
            String name,
            Secret password,
            String authorizationId)
            throws InterruptedException {
        Optional<Login.Entry.Refused> refusal = gate.refusal(name);
        if (refusal.isPresent()) {
            return new Progress.Refused(refusal.get());
        }
        return switch (authenticator.verify(name, password, channel.tls())) {
            case Verdict.Granted(var account) ->
                    new Identity(authenticator)
                            .proven(name, account, authorizationId, Optional.of(password));
            case Verdict.Denied(String reason) ->
                    new Progress.Denied(name, reason, Optional.of(password));
            case Verdict.Unavailable(var cause) -> new Progress.Unavailable(name, cause);
        };
    }
}
