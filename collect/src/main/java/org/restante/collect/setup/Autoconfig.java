package org.restante.collect.setup;

import org.restante.client.Pop3Server;
import org.restante.client.Security;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/**
 * The POP servers in a document of Thunderbird's configuration format, version 1.1, in its order.
 * Servers without TLS are left out.
 */
final class Autoconfig {
    /** A document names a handful of servers. */
    private static final int SERVERS_MAX = 20;

    private Autoconfig() {}

    /**
     * Reads a document.
     *
     * @param source who says so, for the suggestions
     * @throws IOException if it is no such document
     */
    static List<Suggestion> parse(byte[] xml, MailAddress address, String source)
            throws IOException {
        List<Suggestion> found = new ArrayList<>();
        NodeList servers = document(xml).getElementsByTagName("incomingServer");
        for (int i = 0; i < Math.min(servers.getLength(), SERVERS_MAX); i++) {
            if (servers.item(i) instanceof Element server
                    && server.getAttribute("type").equals("pop3")) {
                suggestion(server, address, source).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Document document(byte[] xml) throws IOException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            // Without a document type there are no entities, of this machine or of others.
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            // Else it prints what is wrong.
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(xml));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        } catch (SAXException e) {
            throw new IOException("is no configuration: " + e.getMessage(), e);
        }
    }

    private static Optional<Suggestion> suggestion(
            Element server, MailAddress address, String source) {
        Optional<Security> security =
                switch (text(server, "socketType")) {
                    case "SSL" -> Optional.of(Security.TLS);
                    case "STARTTLS" -> Optional.of(Security.STLS);
                    default -> Optional.empty();
                };
        String user = filled(text(server, "username"), address);
        if (security.isEmpty()
                || user.isEmpty()
                || user.chars().anyMatch(c -> c == '%' || Character.isISOControl(c))) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Suggestion(
                            Pop3Server.of(filled(text(server, "hostname"), address))
                                    .withSecurity(security.get())
                                    .withPort(Integer.parseInt(text(server, "port"))),
                            user,
                            source,
                            true));
        } catch (IllegalArgumentException _) {
            // What is no server cannot be connected to.
            return Optional.empty();
        }
    }

    private static String text(Element server, String name) {
        NodeList all = server.getElementsByTagName(name);
        return all.getLength() == 0 ? "" : all.item(0).getTextContent().strip();
    }

    private static String filled(String template, MailAddress address) {
        return template.replace("%EMAILADDRESS%", address.toString())
                .replace("%EMAILLOCALPART%", address.local())
                .replace("%EMAILDOMAIN%", address.domain());
    }
}
