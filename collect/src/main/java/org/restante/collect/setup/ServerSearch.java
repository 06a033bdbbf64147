package org.restante.collect.setup;

import org.restante.client.Discovery;
import org.restante.client.Pop3Server;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Looks for the POP server of an address: where large providers have theirs, by SRV records (RFC
 * 6186), in what the domain publishes for mail programs, in Thunderbird's public list, and last by
 * the usual names. Asks only as far as nothing fits yet. Immutable; for any thread.
 */
public final class ServerSearch {
    /** Documents of real domains have a few thousand octets. */
    private static final int DOCUMENT_OCTETS_MAX = 256 * 1024;

    /** The domain gets the address, which is its own; the public list gets the domain alone. */
    private static final List<String> ENDPOINTS =
            List.of(
                    "https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={address}",
                    "https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
                    "https://autoconfig.thunderbird.net/v1.1/{domain}");

    private static final List<String> USUAL_NAMES = List.of("pop.", "pop3.", "mail.");

    private final Discovery dns;
    private final List<String> endpoints;
    private final Duration bound;

    /**
     * A search.
     *
     * @param endpoints URLs of documents, with {@code {domain}} and {@code {address}}
     * @param bound of each document, to its last octet
     */
    public ServerSearch(Discovery dns, List<String> endpoints, Duration bound) {
        this.dns = dns;
        this.endpoints = List.copyOf(endpoints);
        this.bound = bound;
    }

    /** By the system's name servers and the endpoints that the world uses, 10 s for each. */
    public static ServerSearch usual() {
        return new ServerSearch(Discovery.system(), ENDPOINTS, Duration.ofSeconds(10));
    }

    /**
     * The first that a trial accepts, or empty.
     *
     * @param trial makes of a server what the caller wants; empty: the next one is tried
     * @param tried is told what was asked in vain, and why
     */
    public <T> Optional<T> first(
            MailAddress address, Function<Suggestion, Optional<T>> trial, Consumer<String> tried) {
        return Stream.<Function<MailAddress, List<Suggestion>>>of(
                        ServerSearch::ofProvider,
                        it -> bySrv(it, tried),
                        it -> byDocuments(it, tried),
                        ServerSearch::byName)
                .flatMap(way -> way.apply(address).stream())
                .flatMap(suggestion -> trial.apply(suggestion).stream())
                .findFirst();
    }

    private static List<Suggestion> ofProvider(MailAddress address) {
        return Provider.of(address)
                .flatMap(it ->
                        it.host().map(host -> suggestion(host, address, "known as " + it.name())))
                .stream()
                .toList();
    }

    private List<Suggestion> bySrv(MailAddress address, Consumer<String> tried) {
        try {
            List<Suggestion> found =
                    dns.find(address.domain()).stream()
                            .map(it ->
                                    new Suggestion(
                                            it.server(),
                                            address.toString(),
                                            "the SRV records of " + address.domain(),
                                            !it.outside()))
                            .toList();
            if (found.isEmpty()) {
                tried.accept("SRV records of " + address.domain() + ": none for POP");
            }
            return found;
        } catch (IOException e) {
            tried.accept("SRV records: " + e.getMessage());
            return List.of();
        }
    }

    private List<Suggestion> byDocuments(MailAddress address, Consumer<String> tried) {
        for (String endpoint : endpoints) {
            URI uri =
                    URI.create(
                            endpoint.replace("{domain}", address.domain())
                                    .replace(
                                            "{address}",
                                            URLEncoder.encode(
                                                    address.toString(), StandardCharsets.UTF_8)));
            String source = uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
            try {
                List<Suggestion> found = Autoconfig.parse(fetch(uri), address, source);
                if (!found.isEmpty()) {
                    return found;
                }
                tried.accept(source + ": names no POP server with TLS");
            } catch (IOException e) {
                tried.accept(source + ": " + e.getMessage());
            }
        }
        return List.of();
    }

    private static List<Suggestion> byName(MailAddress address) {
        return USUAL_NAMES.stream()
                .map(name -> suggestion(name + address.domain(), address, "a usual name"))
                .toList();
    }

    private static Suggestion suggestion(String host, MailAddress address, String source) {
        return new Suggestion(Pop3Server.of(host), address.toString(), source, true);
    }

    /** Redirects are followed, never from https to http. */
    private byte[] fetch(URI uri) throws IOException {
        HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(bound)
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build();
        // The time-out of a request ends with the header; this one covers the body as well.
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        HttpRequest.newBuilder(uri).build(),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), DOCUMENT_OCTETS_MAX));
        try {
            HttpResponse<byte[]> response = answer.get(bound.toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException _) {
            throw new IOException("no answer within " + bound.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            client.shutdownNow();
        }
    }
}
