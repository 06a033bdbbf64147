package org.restante.client;

import org.restante.protocol.MessageNumber;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

    static List<RemoteMaildrop.Refused> empty(Pop3Client client) throws IOException {
        // @start region="login-and-list"
        // @start region="remove-all"
        Pop3Client.Opened opened = client.loginAndList(new Credentials.Password("alice", "secret"));
        return opened.maildrop().removeAll(opened.listing().messages());
        // @end region="remove-all"
        // @end region="login-and-list"
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

    static String conversation(Pop3Server server) throws IOException {
        // @start region="conversation"
        try (Conversation talk = Conversation.open(server)) {
            String greeting = talk.receive();
            talk.send(List.of("CAPA", "QUIT")); // in one write, whatever the server thinks of it
            if (talk.receive().startsWith("+OK")) {
                try (InputStream lines = talk.bodyAsOnTheWire()) {
                    lines.transferTo(System.out);
                }
            }
            return greeting + " / " + talk.receive();
        }
        // @end
    }

    static String connect(String host, int port, Path pem) throws IOException {
        // @start region="connect"
        Pop3Server server =
                Pop3Server.of(host)
                        .withPort(port)
                        .withTrust(Trust.authorities(pem))
                        .withTimeouts(Timeouts.all(Duration.ofSeconds(30)));
        try (Pop3Client client = Pop3Client.connect(server)) {
            boolean tokens = client.capabilities().mechanisms().contains("OAUTHBEARER");
            String version = client.tls().orElseThrow().getProtocol();
            client.quit(); // in order, without having logged in
            return client.greeting() + " by " + version + (tokens ? ", takes tokens" : "");
        }
        // @end
    }

    static String language(Pop3Client client) throws IOException {
        // @start region="language"
        if (client.capabilities().has("LANG")) {
            List<String> languages = client.languages(); // such as "fr Français"
            client.language("fr");
            return String.join(", ", languages);
        }
        return "";
        // @end
    }

    static RemoteMaildrop utf8(Pop3Client client) throws IOException {
        // @start region="utf8"
        if (client.capabilities().has("UTF8")) {
            client.enableUtf8(); // messages to 用户@例子.广告 come as they are
        }
        return client.login(new Credentials.Password("alice", "secret"));
        // @end
    }

    static RemoteMaildrop token(Pop3Client client, Credentials.TokenSource issuer)
            throws IOException {
        // @start region="token"
        // The source is asked once more, with true, if the server refuses the token.
        return client.login(new Credentials.Token("alice@example.org", issuer));
        // @end
    }

    static long removeLarge(RemoteMaildrop maildrop, long octetsMax) throws IOException {
        // @start region="mark"
        List<Listed> large =
                maildrop.listing().messages().stream()
                        .filter(message -> message.octets().orElse(0) > octetsMax)
                        .toList();
        List<RemoteMaildrop.Refused> refused = maildrop.markAll(large);
        if (!refused.isEmpty()) {
            maildrop.unmarkAll(); // all or nothing
        }
        long left = maildrop.stat().messages().orElse(0);
        maildrop.quit(); // now they are removed
        return left;
        // @end
    }

    static PopUrl url() {
        // @start region="url"
        PopUrl url = PopUrl.parse("pop://alice;AUTH=SCRAM-SHA-256@mail.example.org:110");
        Pop3Server server = url.server(); // Security.STLS: TLS or nothing
        assert server.security() == Security.STLS;
        return url;
        // @end
    }

    static List<String> discover(Discovery discovery) throws IOException {
        // @start region="discover"
        List<String> servers = new ArrayList<>();
        for (Discovery.Found found : discovery.find("alice@example.org")) {
            // A server outside of the domain should be confirmed by the person.
            servers.add(found.server() + (found.outside() ? " (outside)" : ""));
        }
        return servers;
        // @end
    }

    static Trust judge(List<String> shown) {
        // @start region="judge"
        return Trust.system()
                .withJudge((chain, objection) -> {
                    shown.add(chain.getFirst().getSubjectX500Principal().getName());
                    if (objection.isPresent()) {
                        throw objection.get(); // or let it pass, if the person says so
                    }
                });
        // @end
    }
}
