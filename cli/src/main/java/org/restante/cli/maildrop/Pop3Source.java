package org.restante.cli.maildrop;

import com.google.gson.JsonObject;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;
import org.restante.client.CommandFailedException;
import org.restante.client.Credentials;
import org.restante.client.Listed;
import org.restante.client.Listing;
import org.restante.client.NoMechanismException;
import org.restante.client.Pop3Client;
import org.restante.client.Pop3Server;
import org.restante.client.PopUrl;
import org.restante.client.ProtocolException;
import org.restante.client.RemoteMaildrop;
import org.restante.client.Security;
import org.restante.client.Trust;
import org.restante.protocol.Content;
import org.restante.protocol.MessageNumber;
import org.restante.protocol.Secret;
import org.restante.protocol.UniqueId;
import org.restante.protocol.wire.CanonicalInputStream;
import org.restante.store.MessageGoneException;
import org.restante.store.adopt.ByFileName;
import org.restante.store.adopt.ByListing;
import org.restante.store.adopt.ByListing.Shown;
import org.restante.store.adopt.MessageHeader;
import org.restante.store.maildir.MessageFile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLException;

/**
 * The server itself, while it still serves.
 *
 * @param trusted certificates to trust instead of those that Java trusts
 * @param clearText whether the password may go over a connection without TLS
 */
record Pop3Source(
        PopUrl url, String user, Secret password, Optional<Path> trusted, boolean clearText)
        implements ForeignIds.Source {
    private static final int BLOCK_OCTETS = 64 * 1024;

    @Override
    public String words() {
        return user + " at " + name() + " over POP3";
    }

    private String name() {
        return url.port().isPresent() ? url.server().toString() : url.host();
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("format", "pop3");
        json.addProperty("server", name());
        json.addProperty("user", user);
        return json;
    }

    @Override
    public ForeignIds read(ByFileName.Opener opener, List<MessageFile> messages)
            throws IOException, CommandException {
        try (Pop3Client client = connect()) {
            Credentials.Password credentials =
                    new Credentials.Password(user, password, Optional.empty(), url.mechanism());
            RemoteMaildrop maildrop = client.login(credentials);
            ByListing found = new ByListing(messages, listing(maildrop));
            found.compare(new Comparison(maildrop, opener));
            maildrop.quit();
            return new ForeignIds(found.clues(), found.others());
        } catch (CommandFailedException
                | NoMechanismException
                | ProtocolException
                | IllegalArgumentException e) {
            throw new CommandException(ExitCode.UNAVAILABLE, url.host() + ": " + e.getMessage());
        } catch (SSLException e) {
            throw new CommandException(
                    ExitCode.UNAVAILABLE,
                    e.getMessage()
                            + " (--trust-file names a certificate to trust; with --clear-text the"
                            + " password may cross the network as it is)");
        }
    }

    private Pop3Client connect() throws IOException {
        Trust trust = trusted.isPresent() ? Trust.authorities(trusted.get()) : Trust.system();
        Pop3Server server = url.server().withTrust(trust);
        if (!clearText || server.security() == Security.TLS) {
            return Pop3Client.connect(server);
        }
        // What may go without TLS goes within it all the same, where there is any.
        Pop3Client client = Pop3Client.connect(server.withSecurity(Security.CLEAR_TEXT));
        if (client.capabilities().has("STLS")) {
            client.close();
            return Pop3Client.connect(server);
        }
        return client;
    }

    private List<Shown> listing(RemoteMaildrop maildrop) throws IOException, CommandException {
        Listing listing = maildrop.listing();
        if (!listing.uniqueIds()) {
            throw new CommandException(
                    ExitCode.UNAVAILABLE, url.host() + " has no unique-ids: it refuses UIDL");
        }
        List<Shown> all = new ArrayList<>();
        for (Listed message : listing.messages()) {
            if (message.uniqueId().isPresent() && message.octets().isPresent()) {
                all.add(
                        new Shown(
                                message.number().value(),
                                message.uniqueId().get(),
                                message.octets().getAsLong()));
            }
        }
        return all;
    }

    /** Headers and messages by their hashes. */
    private record Comparison(RemoteMaildrop maildrop, ByFileName.Opener opener)
            implements ByListing.Likeness {
        @Override
        public String header(Shown message) throws IOException {
            try (InputStream octets = maildrop.top(new MessageNumber(message.number()), 0)) {
                return hash(
                        MessageHeader.of(
                                new String(
                                        octets.readNBytes(MessageHeader.OCTETS_MAX),
                                        StandardCharsets.ISO_8859_1)));
            } catch (CommandFailedException _) {
                return "";
            }
        }

        @Override
        public String header(MessageFile message) throws IOException {
            return here(message.id(), content -> hash(MessageHeader.read(content)));
        }

        @Override
        public String whole(Shown message) throws IOException {
            try (InputStream octets = maildrop.retrieve(new MessageNumber(message.number()))) {
                return hex(octets);
            } catch (CommandFailedException _) {
                return "";
            }
        }

        @Override
        public String whole(MessageFile message) throws IOException {
            return here(message.id(), content -> hex(CanonicalInputStream.of(content)));
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

        private static String hex(InputStream octets) throws IOException {
            MessageDigest digest = sha256();
            byte[] block = new byte[BLOCK_OCTETS];
            for (int count = octets.read(block); count >= 0; count = octets.read(block)) {
                digest.update(block, 0, count);
            }
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
