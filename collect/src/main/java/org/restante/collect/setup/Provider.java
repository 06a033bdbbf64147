package org.restante.collect.setup;

import org.restante.client.Pop3Server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a large provider wants of a program that fetches mail, as its own help pages say. All have
 * POP on port 995 within TLS, or none at all.
 *
 * @param name as people know it
 * @param domains of its addresses
 * @param host of its POP server; empty: there is none
 * @param login how a program proves who it is
 * @param oauth2 the provider's name in the configuration; empty if it has none there
 * @param advice what to do before a login works, or instead, in sentences; may be empty
 */
public record Provider(
        String name,
        List<String> domains,
        Optional<String> host,
        Login login,
        Optional<String> oauth2,
        String advice) {
    /** How a program proves who it is. */
    public enum Login {
        /** By the password of the account. */
        PASSWORD,
        /** By a password that was made for the program. */
        APP_PASSWORD,
        /** By access tokens alone. */
        TOKEN
    }

    private static final String SWITCH_ON =
            "POP has to be switched on in the settings of its webmail.";

    private static final List<Provider> ALL =
            List.of(
                    new Provider(
                            "Gmail",
                            List.of("gmail.com", "googlemail.com"),
                            Optional.of("pop.gmail.com"),
                            Login.APP_PASSWORD,
                            Optional.of("google"),
                            SWITCH_ON
                                    + " Google takes an app password, which needs 2-step verification"
                                    + " (myaccount.google.com/apppasswords), or OAuth 2."),
                    new Provider(
                            "Outlook.com",
                            List.of("outlook.com", "hotmail.com", "live.com", "msn.com"),
                            Optional.of("outlook.office365.com"),
                            Login.TOKEN,
                            Optional.of("microsoft"),
                            SWITCH_ON + " Microsoft takes OAuth 2 and no password."),
                    new Provider(
                            "Yahoo",
                            List.of(
                                    "yahoo.com",
                                    "ymail.com",
                                    "rocketmail.com",
                                    "yahoo.co.uk",
                                    "yahoo.de",
                                    "yahoo.fr",
                                    "yahoo.es",
                                    "yahoo.it",
                                    "yahoo.ca",
                                    "yahoo.com.br",
                                    "yahoo.co.in"),
                            Optional.of("pop.mail.yahoo.com"),
                            Login.APP_PASSWORD,
                            Optional.of("yahoo"),
                            "Yahoo takes an app password, which is made in the security settings of"
                                    + " the account, or OAuth 2."),
                    new Provider(
                            "AOL",
                            List.of("aol.com", "aim.com"),
                            Optional.of("pop.aol.com"),
                            Login.APP_PASSWORD,
                            Optional.empty(),
                            "AOL takes an app password, which is made in the security settings of"
                                    + " the account."),
                    none(
                            "iCloud",
                            List.of("icloud.com", "me.com", "mac.com"),
                            "iCloud has IMAP and no POP."),
                    none(
                            "Proton Mail",
                            List.of("proton.me", "protonmail.com", "pm.me"),
                            "Proton has no POP: its Bridge, which runs on your machine, speaks IMAP and"
                                    + " SMTP."),
                    none(
                            "Tuta",
                            List.of("tuta.com", "tutanota.com", "tutanota.de", "tuta.io"),
                            "Tuta can be read by its own programs alone."),
                    none("HEY", List.of("hey.com"), "HEY can be read by its own programs alone."),
                    switchedOn(
                            "GMX", List.of("gmx.net", "gmx.de", "gmx.at", "gmx.ch"), "pop.gmx.net"),
                    switchedOn("GMX", List.of("gmx.com"), "pop.gmx.com"),
                    switchedOn("WEB.DE", List.of("web.de"), "pop3.web.de"),
                    new Provider(
                            "Fastmail",
                            List.of("fastmail.com", "fastmail.fm"),
                            Optional.of("pop.fastmail.com"),
                            Login.APP_PASSWORD,
                            Optional.empty(),
                            "Fastmail takes an app password, which is made in its settings under"
                                    + " Privacy & Security."),
                    switchedOn("Zoho Mail", List.of("zoho.com", "zohomail.com"), "pop.zoho.com"),
                    new Provider(
                            "Mail.ru",
                            List.of("mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru"),
                            Optional.of("pop.mail.ru"),
                            Login.APP_PASSWORD,
                            Optional.empty(),
                            "Mail.ru takes a password for external applications, which is made in"
                                    + " the security settings of the account."),
                    yandex(List.of("yandex.ru", "ya.ru"), "pop.yandex.ru"),
                    yandex(List.of("yandex.com"), "pop.yandex.com"),
                    new Provider(
                            "Orange",
                            List.of("orange.fr", "wanadoo.fr"),
                            Optional.of("pop.orange.fr"),
                            Login.PASSWORD,
                            Optional.empty(),
                            ""),
                    new Provider(
                            "T-Online",
                            List.of("t-online.de"),
                            Optional.of("securepop.t-online.de"),
                            Login.APP_PASSWORD,
                            Optional.empty(),
                            "T-Online takes a password for mail programs, which is made in its"
                                    + " customer centre."),
                    new Provider(
                            "mailbox.org",
                            List.of("mailbox.org"),
                            Optional.of("pop3.mailbox.org"),
                            Login.PASSWORD,
                            Optional.empty(),
                            ""),
                    new Provider(
                            "Posteo",
                            List.of("posteo.de", "posteo.net"),
                            Optional.of("posteo.de"),
                            Login.PASSWORD,
                            Optional.empty(),
                            ""));

    private static Provider none(String name, List<String> domains, String advice) {
        return new Provider(
                name, domains, Optional.empty(), Login.PASSWORD, Optional.empty(), advice);
    }

    private static Provider switchedOn(String name, List<String> domains, String host) {
        return new Provider(
                name,
                domains,
                Optional.of(host),
                Login.PASSWORD,
                Optional.empty(),
                SWITCH_ON + " With two-factor login it takes an app password.");
    }

    private static Provider yandex(List<String> domains, String host) {
        return new Provider(
                "Yandex",
                domains,
                Optional.of(host),
                Login.APP_PASSWORD,
                Optional.empty(),
                SWITCH_ON + " Yandex takes an app password, which is made in Yandex ID.");
    }

    /** Whose addresses these are. */
    public static Optional<Provider> of(MailAddress address) {
        return ALL.stream().filter(it -> it.domains.contains(address.domain())).findFirst();
    }

    /** Whose server this is, for whoever has a domain of their own there. */
    public static Optional<Provider> of(Pop3Server server) {
        String host = server.host().toLowerCase(Locale.ROOT);
        return ALL.stream().filter(it -> it.host.filter(host::equals).isPresent()).findFirst();
    }
}
