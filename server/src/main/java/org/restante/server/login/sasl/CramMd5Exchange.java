package org.restante.server.login.sasl;

import org.restante.protocol.Secret;
import org.restante.protocol.sasl.CramMd5;
import org.restante.server.login.Account;
import org.restante.server.login.Authenticator;
import org.restante.server.login.Login;
import org.restante.server.login.RecoverablePassword;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * CRAM-MD5 (RFC 2195): the server sends a challenge that never comes again, the client a digest of
 * it keyed with the password, which the server therefore has to know.
 */
final class CramMd5Exchange implements Exchange {
    /** RFC 2195 wants it unlike any other; with this much chance in it, nobody can wait for one. */
    private static final int RANDOM_OCTETS = 16;

    private final Authenticator authenticator;
    private final Gate gate;
    private final String challenge;
    private final Secret nobodys;

    /**
     * Begins an exchange.
     *
     * @param seconds since 1970, for the challenge
     */
    CramMd5Exchange(
            Authenticator authenticator,
            Gate gate,
            Channel channel,
            RandomGenerator random,
            long seconds) {
        this.authenticator = authenticator;
        this.gate = gate;
        this.challenge = "<" + hex(random) + "." + seconds + "@" + channel.hostname() + ">";
        this.nobodys = new Secret(hex(random));
    }

    private static String hex(RandomGenerator random) {
        byte[] octets = new byte[RANDOM_OCTETS];
        random.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    @Override
    public String firstChallenge() {
        return challenge;
    }

    @Override
    public Progress respond(byte[] message) {
        Optional<CramMd5> parsed = CramMd5.parse(message);
        if (parsed.isEmpty()) {
            return new Progress.Malformed("no CRAM-MD5 response");
        }
        CramMd5 response = parsed.get();
        Optional<Login.Entry.Refused> refusal = gate.refusal(response.name());
        if (refusal.isPresent()) {
            return new Progress.Refused(refusal.get());
        }
        Optional<Account> found;
        try {
            found = authenticator.find(response.name());
        } catch (IOException e) {
            return new Progress.Unavailable(response.name(), e);
        }
        List<Secret> passwords = found.map(CramMd5Exchange::passwords).orElse(List.of());
        // Whoever has no such password costs a digest as well.
        boolean proven = false;
        for (Secret password : passwords.isEmpty() ? List.of(nobodys) : passwords) {
            proven |= response.proves(password, challenge);
        }
        if (found.isEmpty()) {
            return new Progress.Denied(response.name(), "no such account");
        }
        if (passwords.isEmpty()) {
            return new Progress.Denied(
                    response.name(), "the account's password is not stored as CRAM-MD5 needs it");
        }
        return proven
                ? new Identity(authenticator)
                        .proven(response.name(), found.get(), "", Optional.empty())
                : new Progress.Denied(response.name(), "wrong password");
    }

    private static List<Secret> passwords(Account account) {
        return account.verifiers().stream()
                .filter(RecoverablePassword.class::isInstance)
                .map(verifier -> ((RecoverablePassword) verifier).password())
                .toList();
    }
}
