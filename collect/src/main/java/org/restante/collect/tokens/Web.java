package org.restante.collect.tokens;

import org.restante.protocol.WebAddress;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The way out to authorization servers: JSON over HTTP, bounded in time and size. Redirects are not
 * followed, because they lead to somebody whom nobody configured. Thread-safe.
 *
 * <p>Its failures are {@link IOException}s that hold nothing of what was sent or answered.
 */
final class Web {
    /** Documents and tokens of real servers have a few thousand octets. */
    static final int ANSWER_OCTETS_MAX = 64 * 1024;

    /** How long all of a request may take, to the last octet of the answer. */
    static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    private final Duration bound;

    /**
     * A way out.
     *
     * @param bound of each request
     */
    Web(Duration bound) {
        this.bound = bound;
    }

    /**
     * What came back.
     *
     * @param status of HTTP
     */
    record Answer(WebAddress from, int status, Json body) {
        /** Without the body, which no log may have. */
        @Override
        public String toString() {
            return from + " answers with status " + status;
        }
    }

    Answer get(WebAddress endpoint) throws IOException {
        return exchange(endpoint, request(endpoint).GET());
    }

    /** Posts a form (application/x-www-form-urlencoded). */
    Answer post(WebAddress endpoint, Map<String, String> form, Optional<String> authorization)
            throws IOException {
        HttpRequest.Builder request =
                request(endpoint)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(encoded(form), StandardCharsets.US_ASCII));
        authorization.ifPresent(it -> request.header("Authorization", it));
        return exchange(endpoint, request);
    }

    /** A query or a form. */
    static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpRequest.Builder request(WebAddress endpoint) {
        return HttpRequest.newBuilder(endpoint.uri()).header("Accept", "application/json");
    }

    private Answer exchange(WebAddress endpoint, HttpRequest.Builder request) throws IOException {
        HttpResponse<byte[]> response = response(endpoint, request.build());
        String text = new String(response.body(), StandardCharsets.UTF_8);
        return new Answer(endpoint, response.statusCode(), Json.parse(text));
    }

    private HttpResponse<byte[]> response(WebAddress endpoint, HttpRequest request)
            throws IOException {
        // One for each request: they are rare, and an idle client keeps a thread.
        HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(CONNECT_MAX)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
        // The time-out of a request ends with the header; this one covers the body as well.
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        request,
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_OCTETS_MAX));
        long end = System.nanoTime() + bound.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException _) {
                    // The answer may be the only copy of a refresh token that replaces ours, so a
                    // stop waits for it, which the bound makes short.
                    interrupted = true;
                }
            }
        } catch (TimeoutException _) {
            throw new HttpTimeoutException(endpoint + " does not answer within " + bound);
        } catch (ExecutionException e) {
            throw new IOException(endpoint + " cannot be asked: " + e.getCause(), e.getCause());
        } finally {
            // Ends what is still under way as well.
            client.shutdownNow();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
