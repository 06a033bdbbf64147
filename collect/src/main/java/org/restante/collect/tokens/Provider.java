package org.restante.collect.tokens;

import org.restante.protocol.WebAddress;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where and how an authorization server is asked.
 *
 * @param authorization where a person's browser goes; none: no login by a browser
 * @param device where codes for other devices are had (RFC 8628); none: no login by a code
 * @param token where tokens are had
 * @param scopes what is asked for, for each protocol, unless the configuration says otherwise
 * @param parameters what the browser has to say besides
 * @param loopback how a redirect address names this machine: 127.0.0.1 (RFC 8252 §7.3), unless the
 *     provider does not let that be registered
 * @param secretInForm whether a client's secret goes into the form; otherwise it goes by HTTP Basic
 *     authentication (RFC 6749 §2.3.1)
 */
record Provider(
        Optional<WebAddress> authorization,
        Optional<WebAddress> device,
        WebAddress token,
        Map<MailProtocol, List<String>> scopes,
        Map<String, String> parameters,
        String loopback,
        boolean secretInForm) {
    static final String LOOPBACK = "127.0.0.1";

    /** Who have a name in the configuration. */
    static final Map<String, Provider> KNOWN =
            Map.of(
                    "google",
                    new Provider(
                            at("https://accounts.google.com/o/oauth2/v2/auth"),
                            // There is a device endpoint, which gives no access to mail.
                            Optional.empty(),
                            WebAddress.parse("https://oauth2.googleapis.com/token"),
                            forAll("https://mail.google.com/"),
                            // Otherwise only the first login ever has a refresh token.
                            Map.of("access_type", "offline", "prompt", "consent"),
                            LOOPBACK,
                            true),
                    "microsoft",
                    new Provider(
                            at("https://login.microsoftonline.com/common/oauth2/v2.0/authorize"),
                            at("https://login.microsoftonline.com/common/oauth2/v2.0/devicecode"),
                            WebAddress.parse(
                                    "https://login.microsoftonline.com/common/oauth2/v2.0/token"),
                            Map.of(
                                    MailProtocol.POP,
                                    outlook("POP.AccessAsUser.All"),
                                    MailProtocol.IMAP,
                                    outlook("IMAP.AccessAsUser.All"),
                                    MailProtocol.SMTP,
                                    outlook("SMTP.Send")),
                            Map.of(),
                            // Its registration page takes no other http address.
                            "localhost",
                            true),
                    "yahoo",
                    new Provider(
                            at("https://api.login.yahoo.com/oauth2/request_auth"),
                            Optional.empty(),
                            WebAddress.parse("https://api.login.yahoo.com/oauth2/get_token"),
                            // Not mail-r, which reads only: messages are to be removed as well.
                            forAll("mail-w"),
                            Map.of(),
                            "localhost",
                            true));

    /** One scope for every protocol. */
    static Map<MailProtocol, List<String>> forAll(String... scopes) {
        return Arrays.stream(MailProtocol.values())
                .collect(Collectors.toMap(it -> it, _ -> List.of(scopes)));
    }

    private static List<String> outlook(String right) {
        return List.of("https://outlook.office.com/" + right, "offline_access");
    }

    private static Optional<WebAddress> at(String text) {
        return Optional.of(WebAddress.parse(text));
    }
}
