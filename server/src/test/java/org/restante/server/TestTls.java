package org.restante.server;

import static java.util.stream.Collectors.joining;

import org.jspecify.annotations.Nullable;
import org.restante.server.net.TlsIdentity;
import org.restante.server.net.TlsProvider;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

/** Certificates made on the spot, and a TLS client that trusts them, or speaks by hand. */
public final class TestTls {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private TestTls() {}

    /** By its name in the configuration. Two of them differ in what this JVM has. */
    public static TlsProvider provider(String name) throws IOException {
        return switch (name) {
            case "jsse" -> TlsProvider.jsse();
            case "mixed" ->
                    TlsProvider.mixed(e -> {
                        throw new UncheckedIOException(e);
                    });
            default -> TlsProvider.conscrypt();
        };
    }

    /**
     * A key and its self-signed certificate.
     *
     * @param algorithm as keytool names it, such as {@code EC}
     */
    public static TlsIdentity identity(Path folder, String algorithm) throws Exception {
        return identity(folder, algorithm, List.of());
    }

    /**
     * The same for these host names.
     *
     * @param names for its subjectAltName; none: it has only a subject
     */
    public static TlsIdentity identity(Path folder, String algorithm, List<String> names)
            throws Exception {
        Path file = Files.createTempFile(folder, "key", ".p12");
        Files.delete(file);
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                algorithm,
                                "-dname",
                                "CN=mail.example.org",
                                "-keystore",
                                file.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD)));
        if (!names.isEmpty()) {
            command.add("-ext");
            command.add(
                    names.stream().map(name -> "dns:" + name).collect(joining(",", "san=", "")));
        }
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        return new TlsIdentity(
                (PrivateKey) store.getKey("server", PASSWORD),
                List.of((X509Certificate) store.getCertificate("server")));
    }

    /** A client's TLS over a connected socket, with this version; the handshake is not made yet. */
    public static SSLSocket client(Socket socket, String version) throws IOException {
        return client(socket, version, new AtomicBoolean());
    }

    /** As above; tells whether the server asked for a certificate. */
    public static SSLSocket client(Socket socket, String version, AtomicBoolean asked)
            throws IOException {
        try {
            return client(socket, version, new KeyManager[] {new NoCertificate(asked)});
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As above, with TLS 1.3 and a certificate of its own. */
    public static SSLSocket client(Socket socket, TlsIdentity identity) throws IOException {
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(
                    "client",
                    identity.key(),
                    PASSWORD,
                    identity.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory factory =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD);
            return client(socket, "TLSv1.3", factory.getKeyManagers());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLSocket client(Socket socket, String version, KeyManager[] keys)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new TrustEverybody()}, new SecureRandom());
        SSLSocket tls =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(socket, "mail.example.org", 995, true);
        tls.setEnabledProtocols(new String[] {version});
        return tls;
    }

    /**
     * A ClientHello by hand, as TLS 1.2 or older has it, that also offers compression.
     *
     * @param version such as 0x0303
     */
    public static byte[] clientHello(int version, int... suites) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream hello = new DataOutputStream(octets);
        hello.writeShort(version);
        hello.write(new byte[32]);
        hello.writeByte(0);
        hello.writeShort(suites.length * 2);
        for (int suite : suites) {
            hello.writeShort(suite);
        }
        hello.write(new byte[] {2, 1, 0});
        // supported groups: x25519, secp256r1, secp384r1; point formats; signature algorithms of
        // ECDSA and RSA; extended master secret; renegotiation info
        byte[] extensions =
                HexFormat.of()
                        .parseHex(
                                "000a00080006001d00170018"
                                        + "000b00020100"
                                        + "000d000a00080403050308040401"
                                        + "00170000"
                                        + "ff01000100");
        hello.writeShort(extensions.length);
        hello.write(extensions);
        byte[] body = octets.toByteArray();
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(record);
        out.write(new byte[] {22, 3, 1});
        out.writeShort(body.length + 4);
        out.writeInt(1 << 24 | body.length);
        out.write(body);
        return record.toByteArray();
    }

    /** The type of the next TLS record, and then its payload. */
    public static byte[] record(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        byte type = data.readByte();
        data.readShort();
        byte[] payload = new byte[data.readUnsignedShort() + 1];
        payload[0] = type;
        data.readFully(payload, 1, payload.length - 1);
        return payload;
    }

    /** Where the compression method stands in the record of a ServerHello. */
    public static int compression(byte[] serverHello) {
        int sessionIdOctets = serverHello[1 + 4 + 2 + 32] & 0xFF;
        return serverHello[1 + 4 + 2 + 32 + 1 + sessionIdOctets + 2];
    }

    private static final class NoCertificate extends X509ExtendedKeyManager {
        private final AtomicBoolean asked;

        NoCertificate(AtomicBoolean asked) {
            this.asked = asked;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] i) {
            asked.set(true);
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            asked.set(true);
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] i) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return null;
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return null;
        }
    }

    private static final class TrustEverybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("a server does not ask this client");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            if (!Arrays.asList("EC", "RSA").contains(chain[0].getPublicKey().getAlgorithm())) {
                throw new IllegalStateException("an unexpected key");
            }
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
