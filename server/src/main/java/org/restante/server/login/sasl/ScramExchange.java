package org.restante.server.login.sasl;

import org.restante.protocol.sasl.Gs2Header;
import org.restante.protocol.sasl.SaslBase64;
import org.restante.protocol.sasl.Scram;
import org.restante.protocol.sasl.ScramMessage;
import org.restante.protocol.sasl.Utf8;
import org.restante.server.login.Account;
import org.restante.server.login.Authenticator;
import org.restante.server.login.Login;
import org.restante.server.login.ScramKeys;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * SCRAM (RFC 5802, RFC 7677) with one of its hashes, with or without channel binding.
 *
 * <p>Client first, salt and iterations, client's proof, server's proof, an empty response. An
 * account that does not exist, has no keys of this kind or is disabled goes the same way and fails
 * where a wrong password does. No {@code e=} is sent: the protocol around has its own way to say
 * no.
 */
final class ScramExchange implements Exchange {
    /** With 18 octets, nobody sees one twice. */
    private static final int NONCE_OCTETS = 18;

    /** The client's nonce is sent back, so it is bounded; clients use some thirty characters. */
    private static final int CLIENT_NONCE_CHARACTERS_MAX = 1024;

    private final Scram scram;
    private final boolean plus;
    private final Authenticator authenticator;
    private final Gate gate;
    private final Decoys decoys;
    private final Channel channel;
    private final String serverNonce;
    private State state = new State.Began();

    /** What a password is checked against. */
    static final class Keys {
        private final int iterations;
        private final byte[] salt;
        private final byte[] storedKey;
        private final byte[] serverKey;

        Keys(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
            this.iterations = iterations;
            this.salt = salt;
            this.storedKey = storedKey;
            this.serverKey = serverKey;
        }

        Keys(ScramKeys stored) {
            this(stored.iterations(), stored.salt(), stored.storedKey(), stored.serverKey());
        }

        /** Whether they were made of the same password with the same salt. */
        boolean areThoseOf(Keys other) {
            return MessageDigest.isEqual(storedKey, other.storedKey)
                    && MessageDigest.isEqual(serverKey, other.serverKey);
        }
    }

    private sealed interface State {
        /** The client's first message is awaited. */
        record Began() implements State {}

        /** The client's proof is awaited. */
        record Challenged(
                ScramMessage.ClientFirst first,
                ScramMessage.ServerFirst answer,
                Optional<String> obstacle,
                Keys keys)
                implements State {}

        /** The client has seen the server's proof and is to say so. */
        record Signed(Challenged challenged) implements State {}

        /** Nothing more is awaited. */
        record Over() implements State {}
    }

    /**
     * Begins an exchange.
     *
     * @param plus whether the client asked for the mechanism with channel binding
     */
    ScramExchange(
            Scram scram,
            boolean plus,
            Authenticator authenticator,
            Gate gate,
            Decoys decoys,
            Channel channel,
            RandomGenerator random) {
        this(scram, plus, authenticator, gate, decoys, channel, nonce(random));
    }

    /** Begins an exchange with a nonce that is known, as a published example has it. */
    ScramExchange(
            Scram scram,
            boolean plus,
            Authenticator authenticator,
            Gate gate,
            Decoys decoys,
            Channel channel,
            String serverNonce) {
        this.scram = scram;
        this.plus = plus;
        this.authenticator = authenticator;
        this.gate = gate;
        this.decoys = decoys;
        this.channel = channel;
        this.serverNonce = serverNonce;
    }

    private static String nonce(RandomGenerator random) {
        byte[] octets = new byte[NONCE_OCTETS];
        random.nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }

    @Override
    public Progress respond(byte[] message) {
        State before = state;
        state = new State.Over();
        return switch (before) {
            case State.Began _ -> first(message);
            case State.Challenged challenged -> proof(challenged, message);
            case State.Signed(var challenged) ->
                    message.length == 0
                            ? end(challenged)
                            : new Progress.Malformed("the last response is an empty one");
            case State.Over _ -> new Progress.Malformed("the exchange is over");
        };
    }

    private Progress first(byte[] message) {
        Optional<ScramMessage.ClientFirst> parsed = ScramMessage.ClientFirst.parse(message);
        if (parsed.isEmpty() || parsed.get().nonce().length() > CLIENT_NONCE_CHARACTERS_MAX) {
            return new Progress.Malformed("no first message of SCRAM");
        }
        ScramMessage.ClientFirst first = parsed.get();
        Optional<Login.Entry.Refused> refusal = gate.refusal(first.name());
        if (refusal.isPresent()) {
            return new Progress.Refused(refusal.get());
        }
        Optional<String> mismatch = bindingMismatch(first.header().binding());
        if (mismatch.isPresent()) {
            return new Progress.Denied(first.name(), mismatch.get());
        }
        Optional<Account> account;
        try {
            account = authenticator.find(first.name());
        } catch (IOException e) {
            return new Progress.Unavailable(first.name(), e);
        }
        Optional<Keys> stored = account.flatMap(this::keys);
        Optional<String> obstacle =
                account.isEmpty()
                        ? Optional.of("no such account")
                        : stored.isEmpty()
                                ? Optional.of("the account has no keys of " + scram.mechanism())
                                : Optional.empty();
        Keys decoy = decoys.of(scram, first.name());
        Keys keys = stored.orElse(decoy);
        ScramMessage.ServerFirst answer =
                new ScramMessage.ServerFirst(
                        first.nonce() + serverNonce,
                        Base64.getEncoder().encodeToString(keys.salt),
                        keys.iterations,
                        "");
        state = new State.Challenged(first, answer, obstacle, keys);
        return new Progress.Challenge(answer.format());
    }

    private Optional<Keys> keys(Account account) {
        return account.verifiers().stream()
                .filter(verifier -> verifier.scheme().equals(scram.mechanism()))
                .filter(ScramKeys.class::isInstance)
                .map(verifier -> new Keys((ScramKeys) verifier))
                .findFirst();
    }

    /** Why the client's word on channel binding cannot be accepted (RFC 5802 §6). */
    private Optional<String> bindingMismatch(Gs2Header.Binding binding) {
        return switch (binding) {
            case Gs2Header.Binding.None _ when plus ->
                    Optional.of("a mechanism with channel binding, but none is used");
            case Gs2Header.Binding.None _ -> Optional.empty();
            // Somebody between the two has taken the mechanism out of the server's list.
            case Gs2Header.Binding.NotOffered _ when plus || channel.plusOffered() ->
                    Optional.of("the client did not see that channel binding is offered");
            case Gs2Header.Binding.NotOffered _ -> Optional.empty();
            case Gs2Header.Binding.Used _ when !plus ->
                    Optional.of("channel binding is used in a mechanism without it");
            case Gs2Header.Binding.Used(String type) when !type.equals("tls-exporter") ->
                    Optional.of("the channel binding is none that is offered");
            case Gs2Header.Binding.Used _ ->
                    channel.channelBinding().isPresent()
                            ? Optional.empty()
                            : Optional.of("there is no channel binding left to use");
        };
    }

    private Progress proof(State.Challenged challenged, byte[] message) {
        String name = challenged.first.name();
        Optional<ScramMessage.ClientFinal> parsed = ScramMessage.ClientFinal.parse(message);
        if (parsed.isEmpty()) {
            return new Progress.Malformed("no final message of SCRAM");
        }
        // Again: of exchanges that were begun before a ban, each would be one guess more.
        Optional<Login.Entry.Refused> refusal = gate.refusal(name);
        if (refusal.isPresent()) {
            return new Progress.Refused(refusal.get());
        }
        ScramMessage.ClientFinal last = parsed.get();
        byte[] proof = SaslBase64.decode(last.proof().reveal()).orElseThrow();
        String authMessage =
                challenged.first.bare()
                        + ","
                        + challenged.answer.format()
                        + ","
                        + last.withoutProof();
        boolean proven = scram.proves(proof, challenged.keys.storedKey, authMessage);
        if (!last.nonce().equals(challenged.answer.nonce())) {
            return new Progress.Denied(name, "the nonce is not the one that was sent");
        }
        if (!isBound(challenged.first.header(), last.channelBinding())) {
            return new Progress.Denied(name, "the channel binding is another one");
        }
        if (challenged.obstacle.isPresent()) {
            return new Progress.Denied(name, challenged.obstacle.get());
        }
        if (!proven) {
            return new Progress.Denied(name, "wrong password");
        }
        Progress end = end(challenged);
        if (!(end instanceof Progress.Proven)) {
            return end;
        }
        state = new State.Signed(challenged);
        return new Progress.Challenge(
                new ScramMessage.ServerFinal.Signed(
                                Base64.getEncoder()
                                        .encodeToString(
                                                scram.serverSignature(
                                                        challenged.keys.serverKey, authMessage)))
                        .format());
    }

    /**
     * What the proof is worth now. A client may take its time over each message, and meanwhile the
     * account may be closed, get another policy or another password.
     */
    private Progress end(State.Challenged challenged) {
        String name = challenged.first.name();
        Optional<Account> account;
        try {
            account = authenticator.find(name);
        } catch (IOException e) {
            return new Progress.Unavailable(name, e);
        }
        return account.flatMap(this::keys).filter(challenged.keys::areThoseOf).isEmpty()
                ? new Progress.Denied(name, "the account has changed meanwhile")
                : new Identity(authenticator)
                        .proven(
                                name,
                                account.get(),
                                challenged.first.header().authorizationId(),
                                Optional.empty());
    }

    private boolean isBound(Gs2Header header, String sent) {
        byte[] text = Utf8.encode(header.format());
        byte[] binding =
                header.binding() instanceof Gs2Header.Binding.Used
                        ? channel.channelBinding().orElseThrow()
                        : new byte[0];
        byte[] expected = Arrays.copyOf(text, text.length + binding.length);
        System.arraycopy(binding, 0, expected, text.length, binding.length);
        return sent.equals(Base64.getEncoder().encodeToString(expected));
    }
}
