import org.restante.client.Credentials;
import org.restante.client.Listed;
import org.restante.client.Pop3Client;
import org.restante.client.Pop3Server;
import org.restante.client.Security;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Properties;

/**
 * Retrieves all messages of a maildrop on this machine, in the clear, and prints octets and
 * seconds, from connecting to the answer to QUIT: {@code java -cp JARS Retrieve.java
 * restante|angus|commons PORT USER PASSWORD [remove]}.
 */
final class Retrieve {
    private static final byte[] BLOCK = new byte[64 * 1024];

    public static void main(String... words) throws Exception {
        int port = Integer.parseInt(words[1]);
        boolean remove = words.length > 4;
        long start = System.nanoTime();
        long octets =
                switch (words[0]) {
                    case "angus" -> angus(port, words[2], words[3], remove);
                    case "commons" -> commons(port, words[2], words[3], remove);
                    default -> restante(port, words[2], words[3], remove);
                };
        System.out.println(octets + " " + (System.nanoTime() - start) / 1e9);
    }

    private static long drained(InputStream in) throws IOException {
        long octets = 0;
        for (int count = in.read(BLOCK); count >= 0; count = in.read(BLOCK)) {
            octets += count;
        }
        return octets;
    }

    private static long restante(int port, String user, String password, boolean remove)
            throws Exception {
        Pop3Server server =
                Pop3Server.of("127.0.0.1").withSecurity(Security.CLEAR_TEXT).withPort(port);
        long[] octets = {0};
        try (Pop3Client client = Pop3Client.connect(server)) {
            Pop3Client.Opened opened =
                    client.loginAndList(new Credentials.Password(user, password));
            List<Listed> all = opened.listing().messages();
            opened.maildrop().retrieveAll(all, (_, in) -> octets[0] += drained(in));
            opened.maildrop().removeAll(remove ? all : List.of());
        }
        return octets[0];
    }

    /** By reflection: not everybody has its jars. */
    private static long angus(int port, String user, String password, boolean remove)
            throws Exception {
        Properties properties = new Properties();
        properties.setProperty("mail.pop3.host", "127.0.0.1");
        properties.setProperty("mail.pop3.port", Integer.toString(port));
        Class<?> sessions = Class.forName("jakarta.mail.Session");
        Object session =
                sessions.getMethod("getInstance", Properties.class).invoke(null, properties);
        Object store = sessions.getMethod("getStore", String.class).invoke(session, "pop3");
        Class<?> stores = Class.forName("jakarta.mail.Service");
        stores.getMethod("connect", String.class, String.class).invoke(store, user, password);
        Class<?> folders = Class.forName("jakarta.mail.Folder");
        Object inbox =
                Class.forName("jakarta.mail.Store")
                        .getMethod("getFolder", String.class)
                        .invoke(store, "INBOX");
        folders.getMethod("open", int.class).invoke(inbox, 2);
        Object[] messages = (Object[]) folders.getMethod("getMessages").invoke(inbox);
        long octets = 0;
        for (Object message : messages) {
            OutputStream counting =
                    new OutputStream() {
                        @Override
                        public void write(int octet) {}

                        @Override
                        public void write(byte[] block, int offset, int length) {}
                    };
            Class.forName("jakarta.mail.Message")
                    .getMethod("writeTo", OutputStream.class)
                    .invoke(message, counting);
            octets +=
                    (int)
                            Class.forName("jakarta.mail.Message")
                                    .getMethod("getSize")
                                    .invoke(message);
            if (remove) {
                Class<?> flag = Class.forName("jakarta.mail.Flags$Flag");
                Class.forName("jakarta.mail.Message")
                        .getMethod("setFlag", flag, boolean.class)
                        .invoke(message, flag.getField("DELETED").get(null), true);
            }
        }
        folders.getMethod("close", boolean.class).invoke(inbox, remove);
        stores.getMethod("close").invoke(store);
        return octets;
    }

    /** The same; characters, as that library gives no octets. */
    private static long commons(int port, String user, String password, boolean remove)
            throws Exception {
        Class<?> type = Class.forName("org.apache.commons.net.pop3.POP3Client");
        Object client = type.getConstructor().newInstance();
        type.getMethod("connect", String.class, int.class).invoke(client, "127.0.0.1", port);
        type.getMethod("login", String.class, String.class).invoke(client, user, password);
        Object messages = type.getMethod("listMessages").invoke(client);
        char[] block = new char[BLOCK.length];
        long characters = 0;
        for (int i = 0; i < Array.getLength(messages); i++) {
            Object message = Array.get(messages, i);
            int number = (int) message.getClass().getField("number").get(message);
            try (Reader in =
                    (Reader) type.getMethod("retrieveMessage", int.class).invoke(client, number)) {
                for (int count = in.read(block); count >= 0; count = in.read(block)) {
                    characters += count;
                }
            }
            if (remove) {
                type.getMethod("deleteMessage", int.class).invoke(client, number);
            }
        }
        type.getMethod("logout").invoke(client);
        type.getMethod("disconnect").invoke(client);
        return characters;
    }
}
