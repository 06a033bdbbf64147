package org.restante.oauth;

import com.nimbusds.jose.util.JSONObjectUtils;

import org.restante.protocol.WebAddress;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The way out to one issuer: bounded in time, in size and in how many ask at once. Redirects are
 * not followed, because they lead to somebody whom nobody configured. Thread-safe.
 *
 * <p>Its failures are {@link IOException}s that hold nothing of what was sent or answered.
 */
final class Remote {
    /**
     * What bounds it.
     *
     * @param connect how long a connection may take
     * @param answer how long all of a request may take, to the last octet of the answer
     * @param atOnce how many requests there may be at a time
     * @param turn how long a request may wait for that
     */
    record Bounds(Duration connect, Duration answer, int atOnce, Duration turn) {}

    /** A login that took longer would look dead to its user. */
    static final Bounds BOUNDS =
            new Bounds(Duration.ofSeconds(3), Duration.ofSeconds(8), 16, Duration.ofSeconds(8));

    private final Bounds bounds;
    private final HttpClient client;

    /** Fair, so that nobody waits longer because of those who came later. */
    private final Semaphore turns;

    Remote(Bounds bounds) {
        this.bounds = bounds;
        turns = new Semaphore(bounds.atOnce(), true);
        client =
                HttpClient.newBuilder()
                        .connectTimeout(bounds.connect())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /**
     * Fetches a JSON object.
     *
     * @param octetsMax how long it may be
     */
    Map<String, Object> get(WebAddress address, int octetsMax)
            throws IOException, InterruptedException {
        return exchange(request(address).GET().build(), octetsMax);
    }

    /** Posts a form (application/x-www-form-urlencoded) and reads the JSON object that comes. */
    Map<String, Object> post(WebAddress address, String authorization, String form, int octetsMax)
            throws IOException, InterruptedException {
        return exchange(
                request(address)
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form, StandardCharsets.US_ASCII))
                        .build(),
                octetsMax);
    }

    private static HttpRequest.Builder request(WebAddress address) {
        return HttpRequest.newBuilder(address.uri()).header("Accept", "application/json");
    }

    private Map<String, Object> exchange(HttpRequest request, int octetsMax)
            throws IOException, InterruptedException {
        if (!turns.tryAcquire(bounds.turn().toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException(request.uri() + ": too many requests wait for it");
        }
        HttpResponse<byte[]> response;
        try {
            response = answer(request, octetsMax);
        } finally {
            turns.release();
        }
        if (response.statusCode() != 200) {
            throw new IOException(request.uri() + " answers with status " + response.statusCode());
        }
        try {
            return JSONObjectUtils.parse(new String(response.body(), StandardCharsets.UTF_8));
        } catch (ParseException _) {
            // Its message would quote the answer.
            throw new IOException(request.uri() + " answers with something that is no JSON object");
        }
    }

    private HttpResponse<byte[]> answer(HttpRequest request, int octetsMax)
            throws IOException, InterruptedException {
        // The time-out of a request ends with the header; this one covers the body as well.
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), octetsMax));
        try {
            return answer.get(bounds.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new HttpTimeoutException(
                    request.uri() + " does not answer within " + bounds.answer());
        } catch (ExecutionException e) {
            throw new IOException(request.uri() + ": " + e.getCause(), e.getCause());
        } finally {
            // Ends what is still under way; nothing otherwise.
            answer.cancel(true);
        }
    }
}
