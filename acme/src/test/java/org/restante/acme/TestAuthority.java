package org.restante.acme;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An authority in this process that speaks ACME (RFC 8555) on loopback. It is strict about what a
 * client signs, asks for the tokens of http-01 by HTTP at the port that it is told, and signs what
 * is requested with a root of its own. It fails where it is told to.
 */
public final class TestAuthority implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ERROR = "urn:ietf:params:acme:error:";
    private static final X500Name ROOT = new X500Name("CN=Test Authority");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpServer server;
    private final boolean encrypted;
    private final InstantSource clock;
    private final KeyPair rootKey = KeyPairs.make();
    private final X509Certificate root;
    private final AtomicLong numbers = new AtomicLong();
    private final Set<String> nonces = new HashSet<>();
    private final Map<String, JWK> accounts = new HashMap<>();
    private final Map<String, Order> orders = new HashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, List<Answer>> troubles = new HashMap<>();
    private int challengePort;
    private volatile Duration life = Duration.ofDays(90);
    private volatile Duration age = Duration.ofHours(1);
    private volatile Optional<String> otherName = Optional.empty();
    private volatile Optional<AcmeSettings.ExternalAccount> external = Optional.empty();

    /** How it answers instead of what would be right. */
    @FunctionalInterface
    public interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private static final class Order {
        final List<String> names;
        final List<String> tokens = new ArrayList<>();
        final Map<String, Optional<String>> ends = new HashMap<>();
        Optional<String> chain = Optional.empty();

        Order(List<String> names) {
            this.names = names;
        }

        String status() {
            if (chain.isPresent()) {
                return "valid";
            }
            if (ends.values().stream().anyMatch(Optional::isPresent)) {
                return "invalid";
            }
            return ends.size() == names.size() ? "ready" : "pending";
        }
    }

    /** What is not as it should be, told to the client. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final String type;

        Refused(String type, String detail) {
            super(detail);
            this.type = type;
        }
    }

    private TestAuthority(InstantSource clock, boolean encrypted) throws Exception {
        this.clock = clock;
        this.encrypted = encrypted;
        root = sign(ROOT, rootKey.getPublic(), List.of(), Duration.ofDays(3650));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (encrypted) {
            HttpsServer https = HttpsServer.create(address, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls()));
            server = https;
        } else {
            server = HttpServer.create(address, 0);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** One that is asked in the clear. */
    public static TestAuthority start(InstantSource clock) throws Exception {
        return new TestAuthority(clock, false);
    }

    /** One inside TLS, with a certificate that its own root signed. */
    public static TestAuthority startInTls(InstantSource clock) throws Exception {
        return new TestAuthority(clock, true);
    }

    /** The URL of the directory. */
    public URI directory() {
        return URI.create(url("/directory"));
    }

    /** Who signs everything here. */
    public X509Certificate root() {
        return root;
    }

    /** Where it asks for tokens, in place of port 80; at 0 it waits to be told. */
    public synchronized void asksAt(int port) {
        challengePort = port;
        notifyAll();
    }

    /**
     * What certificates are like from now on.
     *
     * @param age how long ago they begin
     * @param left how long they will be good
     */
    public void signs(Duration age, Duration left) {
        this.age = age;
        this.life = left;
    }

    /** It signs for this name, whatever is asked for. */
    void signsFor(String name) {
        otherName = Optional.of(name);
    }

    /** Opens accounts only for whom it knows already. */
    void requires(AcmeSettings.ExternalAccount account) {
        external = Optional.of(account);
    }

    /** The next request at a path that begins so is answered with this. */
    public void failsOnceAt(String path, Answer answer) {
        synchronized (this) {
            troubles.computeIfAbsent(path, _ -> new ArrayList<>()).add(answer);
        }
    }

    /** Every request at such a path, until {@link #works}. */
    public void failsAt(String path, Answer answer) {
        failsOnceAt(
                path,
                exchange -> {
                    failsAt(path, answer);
                    answer.to(exchange);
                });
    }

    /** All is well again. */
    public void works() {
        synchronized (this) {
            troubles.clear();
        }
    }

    /** What was asked so far: method and path. */
    public List<String> asked() {
        return asked;
    }

    /** How many of them were at a path that begins so. */
    public long asked(String path) {
        return asked.stream().filter(each -> each.contains(" " + path)).count();
    }

    int accounts() {
        return accounts.size();
    }

    /** An error as RFC 8555 §6.7 has them. */
    public static Answer problem(int status, String type, String detail, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            send(
                    exchange,
                    status,
                    "application/problem+json",
                    JSONObjectUtils.toJSONString(Map.of("type", ERROR + type, "detail", detail)));
        };
    }

    static Answer text(int status, String type, String text) {
        return exchange -> send(exchange, status, type, text);
    }

    private String url(String path) {
        return (encrypted ? "https" : "http")
                + "://127.0.0.1:"
                + server.getAddress().getPort()
                + path;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(exchange.getRequestMethod() + " " + path);
        exchange.getResponseHeaders().set("Replay-Nonce", nonce());
        Optional<Answer> trouble = trouble(path);
        try (exchange) {
            if (trouble.isPresent()) {
                exchange.getRequestBody().readAllBytes();
                trouble.get().to(exchange);
            } else {
                answerOrRefuse(exchange, path);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void answerOrRefuse(HttpExchange exchange, String path)
            throws IOException, InterruptedException {
        try {
            answer(exchange, path);
        } catch (Refused e) {
            problem(400, e.type, String.valueOf(e.getMessage())).to(exchange);
        } catch (GeneralSecurityException
                | JOSEException
                | ParseException
                | OperatorCreationException
                | PKCSException
                | RuntimeException e) {
            problem(500, "serverInternal", "the authority of the test failed: " + e).to(exchange);
        }
    }

    private synchronized Optional<Answer> trouble(String path) {
        return troubles.entrySet().stream()
                .filter(each -> path.startsWith(each.getKey()) && !each.getValue().isEmpty())
                .findFirst()
                .map(each -> each.getValue().removeFirst());
    }

    private synchronized String nonce() {
        String nonce = "nonce" + numbers.incrementAndGet();
        nonces.add(nonce);
        return nonce;
    }

    private void answer(HttpExchange exchange, String path)
            throws IOException,
                    Refused,
                    GeneralSecurityException,
                    JOSEException,
                    ParseException,
                    OperatorCreationException,
                    PKCSException,
                    InterruptedException {
        if (path.equals("/directory")) {
            json(exchange, 200, directoryJson());
        } else if (path.equals("/new-nonce")) {
            exchange.sendResponseHeaders(200, -1);
        } else {
            synchronized (this) {
                answerSigned(exchange, path);
            }
        }
    }

    private Map<String, Object> directoryJson() {
        return Map.of(
                "newNonce", url("/new-nonce"),
                "newAccount", url("/new-account"),
                "newOrder", url("/new-order"),
                "meta",
                        Map.of(
                                "termsOfService", url("/terms"),
                                "externalAccountRequired", external.isPresent()));
    }

    private void answerSigned(HttpExchange exchange, String path)
            throws IOException,
                    Refused,
                    GeneralSecurityException,
                    JOSEException,
                    ParseException,
                    OperatorCreationException,
                    PKCSException,
                    InterruptedException {
        JWSObject signed = verified(exchange);
        String payload = signed.getPayload().toString();
        Map<String, Object> json =
                payload.isEmpty()
                        ? Map.of()
                        : Objects.requireNonNull(JSONObjectUtils.parse(payload));
        String[] parts = path.split("/", -1);
        switch (parts[1]) {
            case "new-account" -> newAccount(exchange, signed, json);
            case "new-order" -> newOrder(exchange, json);
            case "order" -> json(exchange, 200, order(parts[2]));
            case "authorization" -> json(exchange, 200, authorization(parts[2], parts[3]));
            case "challenge" -> {
                Order order = known(parts[2]);
                int index = Integer.parseInt(parts[3]);
                String name = order.names.get(index);
                order.ends.put(name, validate(name, order.tokens.get(index), signer(signed)));
                json(exchange, 200, challenge(parts[2], parts[3]));
            }
            case "finalize" -> finish(exchange, parts[2], json);
            case "certificate" ->
                    send(
                            exchange,
                            200,
                            "application/pem-certificate-chain",
                            known(parts[2]).chain.orElseThrow());
            default -> throw new Refused("malformed", "nothing is at " + path);
        }
    }

    /** RFC 8555 §6.2 and §6.5: who signed it, that it was signed just for this, and once. */
    private JWSObject verified(HttpExchange exchange)
            throws IOException, Refused, JOSEException, ParseException {
        if (!"POST".equals(exchange.getRequestMethod())
                || !"application/jose+json"
                        .equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            throw new Refused("malformed", "not a signed request");
        }
        Map<String, Object> json =
                JSONObjectUtils.parse(
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        JWSObject signed =
                new JWSObject(
                        Base64URL.from(String.valueOf(json.get("protected"))),
                        Base64URL.from(String.valueOf(json.get("payload"))),
                        Base64URL.from(String.valueOf(json.get("signature"))));
        if (!nonces.remove(String.valueOf(signed.getHeader().getCustomParam("nonce")))) {
            throw new Refused("badNonce", "this nonce is not outstanding");
        }
        if (!url(exchange.getRequestURI().getPath())
                .equals(signed.getHeader().getCustomParam("url"))) {
            throw new Refused("unauthorized", "signed for another URL");
        }
        boolean opens = exchange.getRequestURI().getPath().equals("/new-account");
        if ((signed.getHeader().getKeyID() == null) != opens) {
            throw new Refused("malformed", "kid is for all but new accounts");
        }
        if (!signed.verify(new ECDSAVerifier((ECKey) signer(signed)))) {
            throw new Refused("unauthorized", "the signature is wrong");
        }
        return signed;
    }

    private JWK signer(JWSObject signed) throws Refused {
        String kid = signed.getHeader().getKeyID();
        JWK key = kid == null ? signed.getHeader().getJWK() : accounts.get(kid);
        if (key == null) {
            throw new Refused("accountDoesNotExist", "no such account");
        }
        return key;
    }

    private void newAccount(HttpExchange exchange, JWSObject signed, Map<String, Object> json)
            throws IOException, Refused, JOSEException, ParseException {
        JWK key = signer(signed);
        String location = url("/account/" + key.computeThumbprint());
        boolean isNew = !accounts.containsKey(location);
        if (isNew && Boolean.TRUE.equals(json.get("onlyReturnExisting"))) {
            throw new Refused("accountDoesNotExist", "no such account");
        }
        if (isNew) {
            if (!Boolean.TRUE.equals(json.get("termsOfServiceAgreed"))) {
                throw new Refused("userActionRequired", "the terms were not agreed to");
            }
            if (external.isPresent()) {
                checkBinding(json, key, external.get());
            }
            accounts.put(location, key);
        }
        exchange.getResponseHeaders().set("Location", location);
        json(exchange, isNew ? 201 : 200, Map.of("status", "valid"));
    }

    /** RFC 8555 §7.3.4. */
    private void checkBinding(
            Map<String, Object> json, JWK key, AcmeSettings.ExternalAccount expected)
            throws Refused, JOSEException, ParseException {
        Map<String, Object> binding = JSONObjectUtils.getJSONObject(json, "externalAccountBinding");
        if (binding == null) {
            throw new Refused("externalAccountRequired", "an external account is needed");
        }
        JWSObject bound =
                new JWSObject(
                        Base64URL.from(String.valueOf(binding.get("protected"))),
                        Base64URL.from(String.valueOf(binding.get("payload"))),
                        Base64URL.from(String.valueOf(binding.get("signature"))));
        byte[] secret = Base64URL.from(expected.key().reveal()).decode();
        if (!expected.id().equals(bound.getHeader().getKeyID())
                || !bound.verify(new MACVerifier(secret))
                || !JWK.parse(bound.getPayload().toString())
                        .computeThumbprint()
                        .equals(key.computeThumbprint())) {
            throw new Refused("unauthorized", "the external account is not bound to this key");
        }
    }

    private void newOrder(HttpExchange exchange, Map<String, Object> json)
            throws IOException, Refused, ParseException {
        Order order =
                new Order(
                        Arrays.stream(JSONObjectUtils.getJSONObjectArray(json, "identifiers"))
                                .map(each -> String.valueOf(each.get("value")))
                                .toList());
        String number = Long.toString(numbers.incrementAndGet());
        order.names.forEach(_ -> order.tokens.add("token-" + numbers.incrementAndGet()));
        orders.put(number, order);
        exchange.getResponseHeaders().set("Location", url("/order/" + number));
        json(exchange, 201, order(number));
    }

    private Order known(String number) throws Refused {
        Order order = orders.get(number);
        if (order == null) {
            throw new Refused("malformed", "no such order");
        }
        return order;
    }

    private Map<String, Object> order(String number) throws Refused {
        Order order = known(number);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", order.status());
        json.put(
                "identifiers",
                order.names.stream().map(name -> Map.of("type", "dns", "value", name)).toList());
        List<String> authorizations = new ArrayList<>();
        for (int i = 0; i < order.names.size(); i++) {
            authorizations.add(url("/authorization/" + number + "/" + i));
        }
        json.put("authorizations", authorizations);
        json.put("finalize", url("/finalize/" + number));
        if (order.chain.isPresent()) {
            json.put("certificate", url("/certificate/" + number));
        }
        return json;
    }

    private Map<String, Object> authorization(String number, String index) throws Refused {
        Order order = known(number);
        Map<String, Object> challenge = challenge(number, index);
        return Map.of(
                "identifier",
                        Map.of("type", "dns", "value", order.names.get(Integer.parseInt(index))),
                "status", String.valueOf(challenge.get("status")),
                "challenges", List.of(challenge));
    }

    private Map<String, Object> challenge(String number, String index) throws Refused {
        Order order = known(number);
        Optional<String> problem =
                order.ends.getOrDefault(
                        order.names.get(Integer.parseInt(index)), Optional.of("pending"));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", "http-01");
        json.put("url", url("/challenge/" + number + "/" + index));
        json.put("token", order.tokens.get(Integer.parseInt(index)));
        if (problem.equals(Optional.of("pending"))) {
            json.put("status", "pending");
        } else if (problem.isEmpty()) {
            json.put("status", "valid");
        } else {
            json.put("status", "invalid");
            json.put("error", Map.of("type", ERROR + "unauthorized", "detail", problem.get()));
        }
        return json;
    }

    /** RFC 8555 §8.3, with a port of its own; what is wrong, if anything is. */
    private synchronized Optional<String> validate(String name, String token, JWK account)
            throws JOSEException, InterruptedException {
        while (challengePort == 0) {
            wait();
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), challengePort)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(
                            ("GET /.well-known/acme-challenge/"
                                            + token
                                            + " HTTP/1.1\r\nHost: "
                                            + name
                                            + "\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.startsWith("HTTP/1.1 200 ")
                            && answer.endsWith(
                                    "\r\n\r\n" + token + "." + account.computeThumbprint())
                    ? Optional.empty()
                    : Optional.of("the wrong answer for " + name);
        } catch (IOException _) {
            return Optional.of("no connection to " + name);
        }
    }

    private void finish(HttpExchange exchange, String number, Map<String, Object> json)
            throws IOException,
                    Refused,
                    GeneralSecurityException,
                    OperatorCreationException,
                    PKCSException {
        Order order = known(number);
        if (!order.status().equals("ready")) {
            throw new Refused("orderNotReady", "the order is " + order.status());
        }
        JcaPKCS10CertificationRequest request =
                new JcaPKCS10CertificationRequest(
                        Base64URL.from(String.valueOf(json.get("csr"))).decode());
        if (!request.isSignatureValid(
                new JcaContentVerifierProviderBuilder().build(request.getPublicKey()))) {
            throw new Refused("badCSR", "its signature is wrong");
        }
        if (!Set.copyOf(names(request)).equals(Set.copyOf(order.names))) {
            throw new Refused("badCSR", "it is for other names");
        }
        X509Certificate made =
                sign(
                        new X500Name("CN=" + order.names.getFirst()),
                        request.getPublicKey(),
                        otherName.map(List::of).orElse(order.names),
                        life);
        order.chain =
                Optional.of(
                        Pem.block("CERTIFICATE", made.getEncoded())
                                + Pem.block("CERTIFICATE", root.getEncoded()));
        exchange.getResponseHeaders().set("Location", url("/order/" + number));
        json(exchange, 200, order(number));
    }

    private static List<String> names(JcaPKCS10CertificationRequest request) {
        Extensions extensions =
                Extensions.getInstance(
                        request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)[0]
                                .getAttrValues()
                                .getObjectAt(0));
        return Arrays.stream(
                        GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName)
                                .getNames())
                .map(each -> each.getName().toString())
                .toList();
    }

    private X509Certificate sign(X500Name subject, PublicKey key, List<String> names, Duration left)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        Instant now = clock.instant();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        ROOT,
                        BigInteger.valueOf(numbers.incrementAndGet()),
                        Date.from(now.minus(age)),
                        Date.from(now.plus(left)),
                        subject,
                        key);
        builder.addExtension(
                Extension.basicConstraints, true, new BasicConstraints(names.isEmpty()));
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(
                            names.stream()
                                    .map(name ->
                                            new GeneralName(
                                                    name.matches("[0-9.]+")
                                                            ? GeneralName.iPAddress
                                                            : GeneralName.dNSName,
                                                    name))
                                    .toArray(GeneralName[]::new)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(rootKey.getPrivate())));
    }

    private SSLContext tls() throws Exception {
        KeyPair own = KeyPairs.make();
        X509Certificate certificate =
                sign(
                        new X500Name("CN=localhost"),
                        own.getPublic(),
                        List.of("127.0.0.1"),
                        Duration.ofDays(1));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "own", own.getPrivate(), PASSWORD, new X509Certificate[] {certificate, root});
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static void json(HttpExchange exchange, int status, Map<String, ?> json)
            throws IOException {
        send(exchange, status, "application/json", JSONObjectUtils.toJSONString(json));
    }

    private static void send(HttpExchange exchange, int status, String type, String text)
            throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, octets.length);
        exchange.getResponseBody().write(octets);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
