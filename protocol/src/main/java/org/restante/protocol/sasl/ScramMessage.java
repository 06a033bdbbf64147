package org.restante.protocol.sasl;

import org.restante.protocol.Secret;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The four messages of a SCRAM exchange (RFC 5802 §7). Attributes stand in their one order; those
 * behind the known ones are extensions that may be ignored, kept here because the signatures cover
 * them. An {@code m=}, an extension that may not be ignored, makes a message unreadable, and so
 * does a known attribute in another place than its own.
 */
public sealed interface ScramMessage {
    /** The message as it is sent, in UTF-8. */
    String format();

    /**
     * The client begins.
     *
     * @param name who logs in, its coding of comma and equals sign undone
     * @param nonce printable ASCII without comma
     * @param extensions empty, or a comma and attributes
     */
    record ClientFirst(Gs2Header header, String name, String nonce, String extensions)
            implements ScramMessage {
        private static final Pattern SHAPE =
                Pattern.compile(
                        "n=([^,]+),r=(" + ScramSyntax.NONCE + ")(" + ScramSyntax.EXTENSIONS + ")");

        /** Reads the decoded message; empty if it is malformed. */
        public static Optional<ClientFirst> parse(byte[] message) {
            return Utf8.decode(message).flatMap(Gs2Header::split).flatMap(ClientFirst::parse);
        }

        private static Optional<ClientFirst> parse(Gs2Header.Split split) {
            Matcher matcher = SHAPE.matcher(split.rest());
            if (!matcher.matches()) {
                return Optional.empty();
            }
            return SaslName.decode(matcher.group(1))
                    .map(name ->
                            new ClientFirst(
                                    split.header(), name, matcher.group(2), matcher.group(3)));
        }

        /** The message without its header, which is what the signatures cover. */
        public String bare() {
            return "n=" + SaslName.encode(name) + ",r=" + nonce + extensions;
        }

        @Override
        public String format() {
            return header.format() + bare();
        }
    }

    /**
     * The server's answer.
     *
     * @param nonce the client's with the server's behind it
     * @param salt in base64
     * @param iterations 1 or more
     * @param extensions empty, or a comma and attributes
     */
    record ServerFirst(String nonce, String salt, int iterations, String extensions)
            implements ScramMessage {
        private static final Pattern SHAPE =
                Pattern.compile(
                        "r=("
                                + ScramSyntax.NONCE
                                + "),s=("
                                + ScramSyntax.BASE64
                                + "),i=([1-9]\\d{0,8})("
                                + ScramSyntax.EXTENSIONS
                                + ")");

        /** Reads the decoded message; empty if it is malformed. */
        public static Optional<ServerFirst> parse(byte[] message) {
            return Utf8.decode(message)
                    .map(SHAPE::matcher)
                    .filter(Matcher::matches)
                    .filter(matcher -> SaslBase64.decode(matcher.group(2)).isPresent())
                    .map(matcher ->
                            new ServerFirst(
                                    matcher.group(1),
                                    matcher.group(2),
                                    // Nine digits fit; a sane count has five or six.
                                    Integer.parseInt(matcher.group(3)),
                                    matcher.group(4)));
        }

        @Override
        public String format() {
            return "r=" + nonce + ",s=" + salt + ",i=" + iterations + extensions;
        }
    }

    /**
     * The client's proof.
     *
     * @param channelBinding in base64: the header as it was sent, and the binding's octets
     * @param nonce as the server sent it
     * @param extensions empty, or a comma and attributes
     * @param proof in base64; kept from logs, because a password can be guessed against it
     */
    record ClientFinal(String channelBinding, String nonce, String extensions, Secret proof)
            implements ScramMessage {
        private static final Pattern SHAPE =
                Pattern.compile(
                        "c=("
                                + ScramSyntax.BASE64
                                + "),r=("
                                + ScramSyntax.NONCE
                                + ")("
                                + ScramSyntax.EXTENSIONS
                                + "),p=("
                                + ScramSyntax.BASE64
                                + ")");

        /** Reads the decoded message; empty if it is malformed. */
        public static Optional<ClientFinal> parse(byte[] message) {
            return Utf8.decode(message)
                    .map(SHAPE::matcher)
                    .filter(Matcher::matches)
                    .filter(matcher -> SaslBase64.decode(matcher.group(1)).isPresent())
                    .filter(matcher -> SaslBase64.decode(matcher.group(4)).isPresent())
                    .map(matcher ->
                            new ClientFinal(
                                    matcher.group(1),
                                    matcher.group(2),
                                    matcher.group(3),
                                    new Secret(matcher.group(4))));
        }

        /** The message up to its proof, which is what the signatures cover. */
        public String withoutProof() {
            return "c=" + channelBinding + ",r=" + nonce + extensions;
        }

        @Override
        public String format() {
            return withoutProof() + ",p=" + proof.reveal();
        }
    }

    /** How the server ends it. */
    sealed interface ServerFinal extends ScramMessage {
        /**
         * Reads the decoded message; empty if it is malformed. Extensions are dropped: nothing
         * covers them.
         */
        static Optional<ServerFinal> parse(byte[] message) {
            Optional<String> text = Utf8.decode(message);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            Matcher matcher = ScramSyntax.SERVER_FINAL.matcher(text.get());
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String error = matcher.group(1);
            if (error != null) {
                return Optional.of(new Failed(error));
            }
            String signature = matcher.group(2);
            return signature != null && SaslBase64.decode(signature).isPresent()
                    ? Optional.of(new Signed(signature))
                    : Optional.empty();
        }

        /**
         * The client is let in, and the server has proved itself.
         *
         * @param signature in base64
         */
        record Signed(String signature) implements ServerFinal {
            @Override
            public String format() {
                return "v=" + signature;
            }
        }

        /**
         * It failed.
         *
         * @param error such as {@code invalid-proof}
         */
        record Failed(String error) implements ServerFinal {
            @Override
            public String format() {
                return "e=" + error;
            }
        }
    }
}
