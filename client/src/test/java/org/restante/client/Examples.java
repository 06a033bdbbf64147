package org.restante.client;

import org.restante.protocol.MessageNumber;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the documentation shows; {@link ExamplesTest} runs each. */
final class Examples {
    private Examples() {}

    static void fetch(Pop3Server server, Path folder) throws IOException {
        // @start region="fetch"
        try (Pop3Client client = Pop3Client.connect(server)) {
            RemoteMaildrop maildrop = client.login(new Credentials.Password("alice", "secret"));
            for (Listed message : maildrop.listing().messages()) {
                try (InputStream octets = maildrop.retrieve(message.number())) {
                    Files.copy(octets, folder.resolve(message.number().value() + ".eml"));
                }
                maildrop.mark(message.number());
            }
            maildrop.quit(); // removes what is marked; closing alone would not
        }
        // @end
    }

    static Mechanism login(Pop3Client client, Mechanism lastTime) throws IOException {
        // @start region="login"
        Credentials.Password alice = new Credentials.Password("alice", "secret");
        RemoteMaildrop maildrop = client.login(alice.atLeast(lastTime));
        return maildrop.mechanism(); // to be kept for the next time
        // @end
    }

    static List<Listed> listing(RemoteMaildrop maildrop, Map<String, Integer> seen)
            throws IOException {
        // @start region="listing"
        Listing listing = maildrop.listing();
        SeenMessages compared = SeenMessages.compare(seen, listing.messages());
        return compared.fresh();
        // @end
    }

    static void retrieve(RemoteMaildrop maildrop, Path file) throws IOException {
        // @start region="retrieve"
        try (InputStream octets = maildrop.retrieve(new MessageNumber(1))) {
            Files.copy(octets, file); // an exception if the message is cut short
        }
        // @end
    }

    static byte[] top(RemoteMaildrop maildrop) throws IOException {
        // @start region="top"
        try (InputStream header = maildrop.top(new MessageNumber(1), 0)) {
            return header.readAllBytes();
        }
        // @end
    }

    static List<RemoteMaildrop.Refused> retrieveAll(RemoteMaildrop maildrop, Path folder)
            throws IOException {
        // @start region="retrieve-all"
        return maildrop.retrieveAll(
                maildrop.listing().messages(),
                (message, octets) ->
                        Files.copy(octets, folder.resolve(message.number().value() + ".eml")));
        // @end
    }
}
