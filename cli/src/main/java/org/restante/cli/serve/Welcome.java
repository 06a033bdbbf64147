package org.restante.cli.serve;

import org.restante.accounts.RefusedException;
import org.restante.accounts.password.BadVerifierException;
import org.restante.accounts.password.GeneratedPassword;
import org.restante.accounts.password.PasswordScheme;
import org.restante.protocol.Secret;
import org.restante.server.login.Account;
import org.restante.server.net.Endpoint;
import org.restante.server.net.Listener;
import org.restante.store.Delivery;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a start shows. With nothing configured, the first one also makes an account with a generated
 * password, which is shown this once, and puts a message into its maildrop.
 */
final class Welcome {
    private static final String FIRST_ACCOUNT = "me";

    private Welcome() {}

    static void print(PostOffice office, PrintWriter out) throws IOException {
        Optional<Secret> password =
                office.loaded().file().isEmpty() && office.accounts().isEmpty()
                        ? Optional.of(firstAccount(office))
                        : Optional.empty();
        String rule = "-".repeat(72);
        out.println(rule);
        out.println("Restante is running. Data: " + relative(office.configuration().data()));
        out.println();
        for (Listener listener : office.listeners()) {
            out.printf(
                    Locale.ROOT,
                    "  %-7s %-40s %s%n",
                    listener.name(),
                    shown(listener.endpoint()),
                    what(listener));
        }
        if (password.isPresent()) {
            out.println();
            out.println(
                    "  account   "
                            + FIRST_ACCOUNT
                            + "   (mail for "
                            + FIRST_ACCOUNT
                            + "@localhost)");
            out.println("  password  " + password.get().reveal() + "   (shown this once)");
        }
        List<String> examples = examples(office.listeners());
        if (!examples.isEmpty()) {
            out.println();
            out.println("Try:");
            out.println("  ./restante shell");
            examples.forEach(example -> out.println("  " + example));
        }
        out.println(rule);
        out.flush();
    }

    private static Secret firstAccount(PostOffice office) throws IOException {
        SecureRandom random = new SecureRandom();
        Secret password = GeneratedPassword.make(random);
        try {
            office.accounts()
                    .add(
                            FIRST_ACCOUNT,
                            PasswordScheme.SCRAM_SHA_256.make(password, random).stream().toList(),
                            Optional.empty(),
                            List.of());
        } catch (RefusedException | BadVerifierException e) {
            throw new IOException("the first account was refused", e);
        }
        Account account =
                office.accounts()
                        .byLogin(FIRST_ACCOUNT)
                        .orElseThrow(() -> new IOException("the new account is not there"));
        byte[] message = message(office).getBytes(StandardCharsets.UTF_8);
        try (Delivery delivery = office.store().deliver(account.maildrop())) {
            delivery.write(message, 0, message.length);
            delivery.commit();
        }
        return password;
    }

    private static String message(PostOffice office) {
        String hostname = office.configuration().hostname();
        ZonedDateTime now = ZonedDateTime.now(ZoneId.systemDefault());
        return String.format(
                        Locale.ROOT,
                        """
                        From: Restante <postmaster@%s>
                        To: %s@localhost
                        Subject: Welcome to Restante
                        Date: %s
                        Message-ID: <welcome.%d@%s>
                        MIME-Version: 1.0
                        Content-Type: text/plain; charset=us-ascii

                        This message waits in your maildrop, as others will: it stays until you
                        fetch and delete it.

                        Mail arrives by LMTP for %s@localhost. More accounts are made with

                            ./restante account add NAME

                        and everything that can be configured stands, with its default, in the
                        file that this writes:

                            ./restante config init
                        """,
                        hostname,
                        FIRST_ACCOUNT,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(now),
                        now.toInstant().toEpochMilli(),
                        hostname,
                        FIRST_ACCOUNT)
                .replace("\n", "\r\n");
    }

    private static String what(Listener listener) {
        return switch (listener.name()) {
            case "pop3" -> "POP3, TLS by STLS";
            case "pop3s" -> "POP3 inside TLS";
            case "pop2" -> "POP2, without TLS";
            case "pop1" -> "POP1, without TLS";
            case "lmtp" -> "mail comes in by LMTP";
            case "acme" -> "challenges of the certificate authority";
            default -> "";
        };
    }

    private static List<String> examples(List<Listener> listeners) {
        return listeners.stream()
                .filter(listener -> listener.endpoint() instanceof Endpoint.Tcp)
                .flatMap(listener -> {
                    Endpoint.Tcp tcp = (Endpoint.Tcp) listener.endpoint();
                    int port = tcp.address().getPort();
                    String host = tcp.address().getAddress().getHostAddress();
                    return switch (listener.name()) {
                        case "pop3" ->
                                List.of(
                                        "curl --user " + FIRST_ACCOUNT + " pop3://" + tcp + "/1",
                                        "telnet " + host + " " + port)
                                        .stream();
                        case "pop3s" ->
                                List.of("openssl s_client -quiet -crlf -connect " + tcp).stream();
                        default -> List.<String>of().stream();
                    };
                })
                .toList();
    }

    private static String shown(Endpoint endpoint) {
        return switch (endpoint) {
            case Endpoint.Tcp tcp -> tcp.toString();
            case Endpoint.Unix(var path) -> "unix:" + relative(path);
        };
    }

    private static String relative(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = path.toAbsolutePath();
        return absolute.startsWith(here) ? here.relativize(absolute).toString() : path.toString();
    }
}
