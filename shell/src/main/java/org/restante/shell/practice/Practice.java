package org.restante.shell.practice;

import org.restante.client.Pop3Server;
import org.restante.client.Security;
import org.restante.client.Trust;
import org.restante.shell.text.Words;
import org.restante.testkit.Fault;
import org.restante.testkit.Mail;
import org.restante.testkit.PostOffice;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A POP3 server on this machine's loopback address, with one account, a few messages that are worth
 * looking at, and faults to order. What is removed or made wrong here is so for this one alone: the
 * next has all of it again. For one thread, beside those that talk to it; whoever starts it closes
 * it.
 */
public final class Practice implements AutoCloseable {
    private static final String NAME = "alice";
    private static final String PASSWORD = "postcard";
    private static final String OFF = "off";

    /** People think between two commands: the least that RFC 1939 §3 gives them. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final PostOffice post;
    private final Trust trust;
    private final Words words;

    /** What is wrong now, by the words of its order. */
    private Map<String, Fault> wrong = new LinkedHashMap<>();

    private Practice(PostOffice post, Trust trust, Words words) {
        this.post = post;
        this.trust = trust;
        this.words = words;
    }

    /**
     * Starts one, on ports that are free.
     *
     * @param locale whose language the mail and the answers to orders are in; English if there is
     *     none in that
     * @throws IOException if no port or no temporary file can be had
     */
    public static Practice start(Locale locale) throws IOException {
        PostOffice.Builder plan =
                PostOffice.builder()
                        .account(NAME, PASSWORD)
                        .mechanisms("SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN")
                        .apop()
                        .patience(PATIENCE);
        for (Mail each : Samples.of(locale)) {
            plan.message(NAME, each);
        }
        PostOffice post = plan.start();
        try {
            return new Practice(post, trust(post), Words.of(locale));
        } catch (IOException | RuntimeException e) {
            post.close();
            throw e;
        }
    }

    /** The client takes authorities from a file. */
    private static Trust trust(PostOffice post) throws IOException {
        Path file = Files.createTempFile("restante-practice", ".pem");
        try {
            return Trust.authorities(post.trust().writePem(file));
        } finally {
            Files.delete(file);
        }
    }

    /** Where it is, its certificate trusted and nobody else's. */
    public Pop3Server server(Security security) {
        InetSocketAddress address =
                switch (security) {
                    case TLS -> post.pop3s();
                    case STLS, CLEAR_TEXT -> post.pop3();
                };
        return Pop3Server.of(address.getAddress().getHostAddress())
                .withSecurity(security)
                .withPort(address.getPort())
                .withTrust(trust);
    }

    /** The one account. */
    public String name() {
        return NAME;
    }

    /** Its password, which is no secret. */
    public String password() {
        return PASSWORD;
    }

    /** What may stand behind {@code fault}, for completion; some want a message's number then. */
    public List<String> words() {
        return Stream.concat(Arrays.stream(Order.values()).map(Order::word), Stream.of(OFF))
                .toList();
    }

    /**
     * Makes the server go wrong, from the next command on and in sessions that are open as well,
     * until {@code off}.
     *
     * @param order what stands behind {@code fault}: several words such as {@code cut 3 in-use}, or
     *     nothing for a list of what there is
     * @return for the person: what will happen now, and what to try
     * @throws IllegalArgumentException if it is no order, with what is allowed as its message;
     *     nothing has changed then
     */
    public String order(String order) {
        if (order.isBlank()) {
            return listing();
        }
        Map<String, Fault> next = new LinkedHashMap<>(wrong);
        List<String> answers = new ArrayList<>();
        Iterator<String> rest = Arrays.asList(order.strip().split("\\s+", -1)).iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            if (word.equalsIgnoreCase(OFF)) {
                next.clear();
                answers.add(words.say("practice.off"));
            } else {
                answers.add(take(word, rest, next));
            }
        }
        wrong = next;
        post.faults().clear();
        post.faults().add(wrong.values().toArray(Fault[]::new));
        return String.join("\n", answers);
    }

    private String take(String word, Iterator<String> rest, Map<String, Fault> next) {
        Order order =
                Order.of(word)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        words.say(
                                                "practice.unknown",
                                                word,
                                                String.join(", ", words()))));
        if (!order.takesMessage()) {
            next.put(order.word(), order.fault(1, 0));
            return said(order);
        }
        List<Mail> messages = post.messages(NAME);
        int message = message(order, rest, messages.size());
        next.put(
                order.word() + " " + message,
                order.fault(message, messages.get(message - 1).size()));
        return said(order, message);
    }

    private int message(Order order, Iterator<String> rest, int messages) {
        String number = rest.hasNext() ? rest.next() : "";
        if (!number.matches("[1-9]\\d{0,8}") || Integer.parseInt(number) > messages) {
            throw new IllegalArgumentException(
                    words.say("practice.number", messages, order.word()));
        }
        return Integer.parseInt(number);
    }

    private String said(Order order, Object... arguments) {
        String key = "practice.ordered." + order.word();
        return words.say(key, arguments);
    }

    private String listing() {
        List<String> lines = new ArrayList<>(List.of(words.say("practice.faults")));
        for (Order each : Order.values()) {
            String key = "practice.fault." + each.word();
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "  %-14s%s",
                            each.word() + (each.takesMessage() ? " N" : ""),
                            words.say(key)));
        }
        lines.add(String.format(Locale.ROOT, "  %-14s%s", OFF, words.say("practice.fault.off")));
        lines.add(
                wrong.isEmpty()
                        ? words.say("practice.nothing")
                        : words.say("practice.now", String.join(", ", wrong.keySet())));
        return String.join("\n", lines);
    }

    /** Ends it, and every session with it. */
    @Override
    public void close() {
        post.close();
    }
}
