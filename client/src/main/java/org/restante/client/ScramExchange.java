package org.restante.client;

import org.restante.protocol.Secret;
import org.restante.protocol.sasl.Gs2Header;
import org.restante.protocol.sasl.SaslBase64;
import org.restante.protocol.sasl.Scram;
import org.restante.protocol.sasl.ScramMessage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** The client's half of SCRAM (RFC 5802 §3). */
final class ScramExchange {
    private static final int NONCE_OCTETS = 18;

    /** RFC 7677 §4 wants as many; fewer would let whoever reads along guess the password. */
    private static final int ITERATIONS_MIN = 4096;

    /** Some seconds of work; more is an attack on this side. */
    private static final int ITERATIONS_MAX = 10_000_000;

    private final Scram scram;
    private final Secret password;
    private final Optional<byte[]> binding;
    private final ScramMessage.ClientFirst first;
    private String why = "";
    private String expected = "";

    /**
     * @param binding what the connection is bound by, in the mechanisms that do
     * @param couldBind whether it would have been bound, had the server offered it
     */
    ScramExchange(
            Scram scram,
            String user,
            Secret password,
            Optional<byte[]> binding,
            boolean couldBind) {
        this.scram = scram;
        this.password = password;
        this.binding = binding;
        byte[] nonce = new byte[NONCE_OCTETS];
        new SecureRandom().nextBytes(nonce);
        Gs2Header.Binding flag =
                binding.isPresent()
                        ? new Gs2Header.Binding.Used("tls-exporter")
                        : couldBind
                                ? new Gs2Header.Binding.NotOffered()
                                : new Gs2Header.Binding.None();
        this.first =
                new ScramMessage.ClientFirst(
                        new Gs2Header(flag, ""),
                        user,
                        Base64.getEncoder().encodeToString(nonce),
                        "");
    }

    String first() {
        return first.format();
    }

    /** The final message; empty if the server's makes no sense, and {@link #why} tells why. */
    Optional<String> proof(String challenge) {
        Optional<ScramMessage.ServerFirst> parsed =
                ScramMessage.ServerFirst.parse(challenge.getBytes(StandardCharsets.UTF_8));
        if (parsed.isEmpty()) {
            why = "sends what is no message";
            return Optional.empty();
        }
        ScramMessage.ServerFirst answer = parsed.get();
        if (!answer.nonce().startsWith(first.nonce())
                || answer.nonce().length() == first.nonce().length()) {
            why = "changes the nonce";
            return Optional.empty();
        }
        if (answer.iterations() < ITERATIONS_MIN || answer.iterations() > ITERATIONS_MAX) {
            why =
                    "wants "
                            + answer.iterations()
                            + " iterations, which is not from "
                            + ITERATIONS_MIN
                            + " to "
                            + ITERATIONS_MAX
                            + ",";
            return Optional.empty();
        }
        ByteArrayOutputStream bound = new ByteArrayOutputStream();
        bound.writeBytes(first.header().format().getBytes(StandardCharsets.UTF_8));
        binding.ifPresent(bound::writeBytes);
        ScramMessage.ClientFinal last =
                new ScramMessage.ClientFinal(
                        base64(bound.toByteArray()), answer.nonce(), "", new Secret(""));
        String exchange = first.bare() + "," + answer.format() + "," + last.withoutProof();
        byte[] salted =
                scram.salted(
                        password,
                        SaslBase64.decode(answer.salt()).orElseThrow(),
                        answer.iterations());
        expected = base64(scram.serverSignature(scram.serverKey(salted), exchange));
        byte[] proof = scram.proof(scram.clientKey(salted), exchange);
        return Optional.of(
                new ScramMessage.ClientFinal(
                                last.channelBinding(), last.nonce(), "", new Secret(base64(proof)))
                        .format());
    }

    String why() {
        return why;
    }

    /** Whether the server's last message says that it does not let in. */
    boolean refused(String challenge) {
        return ScramMessage.ServerFinal.parse(challenge.getBytes(StandardCharsets.UTF_8))
                .filter(ScramMessage.ServerFinal.Failed.class::isInstance)
                .isPresent();
    }

    /** Whether the server's last message shows that it has the password's verifier. */
    boolean proves(String challenge) {
        return ScramMessage.ServerFinal.parse(challenge.getBytes(StandardCharsets.UTF_8))
                .filter(ScramMessage.ServerFinal.Signed.class::isInstance)
                .map(it -> ((ScramMessage.ServerFinal.Signed) it).signature())
                .filter(it ->
                        MessageDigest.isEqual(
                                it.getBytes(StandardCharsets.UTF_8),
                                expected.getBytes(StandardCharsets.UTF_8)))
                .isPresent();
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
