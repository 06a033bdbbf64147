package org.restante.testkit;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import javax.net.ssl.SSLContext;

/** The code of somebody who uses the testkit: fetches mail with Angus Mail, and removes it. */
final class Fetcher {
    private final Properties properties = new Properties();
    private final InetSocketAddress server;
    private final String name;
    private final String password;

    Fetcher(InetSocketAddress server, String name, String password) {
        this.server = server;
        this.name = name;
        this.password = password;
        properties.put("mail.pop3.timeout", "20000");
    }

    /** Inside TLS from the start. */
    Fetcher insideTls(SSLContext context) {
        properties.put("mail.pop3.ssl.enable", "true");
        return trusting(context);
    }

    /** Inside TLS by STLS, or not at all. */
    Fetcher withStls(SSLContext context) {
        properties.put("mail.pop3.starttls.enable", "true");
        properties.put("mail.pop3.starttls.required", "true");
        return trusting(context);
    }

    private Fetcher trusting(SSLContext context) {
        // Else it tries once more with the one that trusts the world.
        properties.put("mail.pop3.socketFactory.fallback", "false");
        properties.put("mail.pop3.ssl.socketFactory", context.getSocketFactory());
        properties.put("mail.pop3.ssl.checkserveridentity", "true");
        return this;
    }

    /** The subjects of all messages, which are then removed; if one fails, none is. */
    List<String> fetch() throws Exception {
        Store store = Session.getInstance(properties).getStore("pop3");
        store.connect("localhost", server.getPort(), name, password);
        try {
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            List<String> subjects = new ArrayList<>();
            try {
                for (Message message : inbox.getMessages()) {
                    message.getInputStream().readAllBytes();
                    subjects.add(message.getSubject());
                    message.setFlag(Flags.Flag.DELETED, true);
                }
            } catch (MessagingException | java.io.IOException e) {
                inbox.close(false);
                throw e;
            }
            inbox.close(true);
            return subjects;
        } finally {
            store.close();
        }
    }
}
