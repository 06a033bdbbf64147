package org.restante.server.pop3;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A client's side of SCRAM that others wrote, over a connection. */
final class ScramPeer {
    private final Client client;
    private final String mechanism;
    private final ScramClient scram;

    /**
     * Prepares an exchange.
     *
     * @param binding what the client's TLS exports; empty without {@code -PLUS}
     */
    ScramPeer(Client client, String mechanism, String password, Optional<byte[]> binding) {
        this(client, mechanism, "alice", password, binding);
    }

    /** The same under another name. */
    ScramPeer(
            Client client,
            String mechanism,
            String name,
            String password,
            Optional<byte[]> binding) {
        this.client = client;
        this.mechanism = mechanism;
        var builder =
                ScramClient.builder()
                        .advertisedMechanisms(List.of(mechanism))
                        .username(name)
                        .password(password.toCharArray())
                        .stringPreparation(StringPreparation.SASL_PREPARATION);
        scram =
                binding.map(octets -> builder.channelBinding("tls-exporter", octets))
                        .orElse(builder)
                        .build();
    }

    /** The client's first message, as an initial response or not; returns what is answered. */
    String begin(boolean initialResponse) throws IOException {
        String first = base64(scram.clientFirstMessage().toString());
        if (initialResponse) {
            return client.command("AUTH " + mechanism + " " + first);
        }
        String continuation = client.command("AUTH " + mechanism);
        return continuation.equals("+ ") ? client.command(first) : continuation;
    }

    /** Answers the challenge with the proof; returns what is answered to that. */
    String prove(String challenge) throws IOException, ScramException {
        scram.serverFirstMessage(decoded(challenge));
        return client.command(base64(scram.clientFinalMessage().toString()));
    }

    /** Checks the server's proof and says so by an empty response; returns the end. */
    String accept(String challenge) throws IOException, ScramException {
        scram.serverFinalMessage(decoded(challenge));
        return client.command("");
    }

    /** All of it; stops where the server says no. */
    String login(boolean initialResponse) throws IOException, ScramException {
        String answer = begin(initialResponse);
        if (!answer.startsWith("+ ")) {
            return answer;
        }
        answer = prove(answer);
        return answer.startsWith("+ ") ? accept(answer) : answer;
    }

    private static String base64(String message) {
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String challenge) {
        return new String(
                Base64.getDecoder().decode(challenge.substring("+ ".length())),
                StandardCharsets.UTF_8);
    }
}
