package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.protocol.Content;
import org.restante.protocol.Secret;
import org.restante.protocol.UniqueId;
import org.restante.store.MessageGoneException;
import org.restante.store.adopt.ByFileName;
import org.restante.store.adopt.ByListing;
import org.restante.store.adopt.ByListing.Shown;
import org.restante.store.adopt.MessageHeader;
import org.restante.store.maildir.MessageFile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The server itself, while it still serves.
 *
 * @param trusted certificates to trust instead of those that Java trusts
 * @param clearText whether the password may go over a connection without TLS
 */
record Pop3Source(URI url, String user, Secret password, Optional<Path> trusted, boolean clearText)
        implements ForeignIds.Source {
    private static final int BLOCK_OCTETS = 64 * 1024;

    @Override
    public String words() {
        return user + " at " + server() + " over POP3";
    }

    private String server() {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("format", "pop3");
        json.addProperty("server", server());
        json.addProperty("user", user);
        return json;
    }

    @Override
    public ForeignIds read(ByFileName.Opener opener, List<MessageFile> messages)
            throws IOException, CommandException {
        try (Pop3Peer peer = Pop3Peer.login(url, user, password, trusted, clearText)) {
            ByListing found = new ByListing(messages, peer.listing());
            found.compare(new Comparison(peer, opener));
            return new ForeignIds(found.clues(), found.others());
        }
    }

    /** Headers and messages by their hashes. */
    private record Comparison(Pop3Peer peer, ByFileName.Opener opener)
            implements ByListing.Likeness {
        @Override
        public String header(Shown message) throws IOException {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            peer.retrieve(
                    message.number(),
                    true,
                    (block, offset, length) ->
                            octets.write(
                                    block,
                                    offset,
                                    Math.min(length, MessageHeader.OCTETS_MAX - octets.size())));
            return hash(MessageHeader.of(octets.toString(StandardCharsets.ISO_8859_1)));
        }

        @Override
        public String header(MessageFile message) throws IOException {
            return here(message.id(), content -> hash(MessageHeader.read(content)));
        }

        @Override
        public String whole(Shown message) throws IOException {
            MessageDigest digest = sha256();
            return peer.retrieve(message.number(), false, digest::update) ? hex(digest) : "";
        }

        @Override
        public String whole(MessageFile message) throws IOException {
            return here(
                    message.id(),
                    content -> {
                        MessageDigest digest = sha256();
                        InputStream in = MessageHeader.octets(content);
                        byte[] block = new byte[BLOCK_OCTETS];
                        for (int count = in.read(block); count >= 0; count = in.read(block)) {
                            digest.update(block, 0, count);
                        }
                        return hex(digest);
                    });
        }

        @FunctionalInterface
        private interface Telling {
            String of(Content content) throws IOException;
        }

        private String here(UniqueId id, Telling telling) throws IOException {
            try (Content content = opener.open(id)) {
                return telling.of(content);
            } catch (MessageGoneException _) {
                return "";
            }
        }

        private static String hash(String header) {
            String plain = MessageHeader.withoutServersFields(header);
            if (plain.isEmpty()) {
                return "";
            }
            MessageDigest digest = sha256();
            digest.update(plain.getBytes(StandardCharsets.ISO_8859_1));
            return hex(digest);
        }

        private static String hex(MessageDigest digest) {
            return HexFormat.of().formatHex(digest.digest());
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java platform has SHA-256", e);
            }
        }
    }
}
