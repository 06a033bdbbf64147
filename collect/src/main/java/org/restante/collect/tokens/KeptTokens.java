package org.restante.collect.tokens;

import com.google.gson.JsonObject;

import org.restante.collect.tokens.TokenException.Kind;
import org.restante.protocol.Secret;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Tokens, and whose they are; as a file, a line with the version, a nonce of 12 octets, and a JSON
 * object sealed by AES-GCM together with that line and the account's name.
 *
 * @param server who gave them, and may see the refresh token again: nobody else
 * @param client the id that they were given to
 */
record KeptTokens(String server, String client, Tokens tokens) {
    /** More than the longest answer of a server can come to. */
    static final int FILE_OCTETS_MAX = 4 * Web.ANSWER_OCTETS_MAX;

    private static final String NAME = "restante-token ";
    private static final String HEAD = NAME + "1\n";
    private static final int NONCE_OCTETS = 12;
    private static final int TAG_BITS = 128;

    byte[] seal(String account, SecretKey key, SecureRandom random) {
        JsonObject object = new JsonObject();
        object.addProperty("server", server);
        object.addProperty("client", client);
        object.addProperty("access", tokens.access().reveal());
        object.addProperty("due", tokens.due().getEpochSecond());
        object.addProperty("expires", tokens.expires().getEpochSecond());
        tokens.refresh().ifPresent(it -> object.addProperty("refresh", it.reveal()));
        byte[] nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(HEAD.getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(nonce);
        try {
            file.writeBytes(
                    cipher(Cipher.ENCRYPT_MODE, account, key, nonce)
                            .doFinal(object.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
        return file.toByteArray();
    }

    /**
     * Reads a file.
     *
     * @param file for messages
     * @throws TokenException if it is none, or not of this account and key
     */
    static KeptTokens open(Path file, byte[] octets, String account, SecretKey key)
            throws TokenException {
        String head =
                new String(
                        octets,
                        0,
                        Math.min(octets.length, HEAD.length()),
                        StandardCharsets.ISO_8859_1);
        if (head.startsWith(NAME) && !head.equals(HEAD)) {
            throw new TokenException(
                    Kind.CONFIGURATION, file + " was written by another version of Restante");
        }
        ByteBuffer rest = ByteBuffer.wrap(octets);
        try {
            if (!head.equals(HEAD) || octets.length > FILE_OCTETS_MAX) {
                throw damaged(file);
            }
            byte[] nonce = new byte[NONCE_OCTETS];
            rest.position(head.length()).get(nonce);
            byte[] sealed = new byte[rest.remaining()];
            rest.get(sealed);
            return parse(
                    new String(
                            cipher(Cipher.DECRYPT_MODE, account, key, nonce).doFinal(sealed),
                            StandardCharsets.UTF_8),
                    file);
        } catch (GeneralSecurityException | BufferUnderflowException _) {
            throw damaged(file);
        }
    }

    private static Cipher cipher(int mode, String account, SecretKey key, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((HEAD + account).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static KeptTokens parse(String text, Path file) throws TokenException {
        Json json = Json.parse(text);
        Optional<String> server = json.text("server");
        Optional<String> client = json.text("client");
        Optional<String> access = json.text("access");
        OptionalLong due = json.number("due");
        OptionalLong expires = json.number("expires");
        if (server.isEmpty()
                || client.isEmpty()
                || access.isEmpty()
                || due.isEmpty()
                || expires.isEmpty()) {
            throw damaged(file);
        }
        return new KeptTokens(
                server.get(),
                client.get(),
                new Tokens(
                        new Secret(access.get()),
                        Instant.ofEpochSecond(due.getAsLong()),
                        Instant.ofEpochSecond(expires.getAsLong()),
                        json.text("refresh").map(Secret::new)));
    }

    private static TokenException damaged(Path file) {
        return new TokenException(
                Kind.LOGIN,
                file
                        + " cannot be opened: it is damaged, of another account, or its key is"
                        + " another one");
    }
}
