package org.restante.acme;

import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.Connection;
import org.shredzone.acme4j.connector.DefaultConnection;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

import javax.net.ssl.SSLSession;

/**
 * acme4j's way to an authority, over a client of ours and with answers of bounded size. Also
 * remembers until when the authority asks to be left in peace, which acme4j tells only of some
 * errors. For one order.
 */
final class BoundedProvider extends GenericAcmeProvider {
    /** The longest answer of an authority; a chain of certificates has some ten thousand. */
    private static final int ANSWER_OCTETS_MAX = 1024 * 1024;

    /** Status codes from here on are errors. */
    private static final int FIRST_ERROR = 400;

    private final HttpClient client;
    private volatile Optional<Instant> retryAfter = Optional.empty();

    BoundedProvider(HttpClient client) {
        this.client = client;
    }

    /** What the last answer says about when to come again, if it was an error. */
    Optional<Instant> retryAfter() {
        return retryAfter;
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
        return client;
    }

    @Override
    public Connection connect(URI server, NetworkSettings settings, HttpClient http) {
        return new BoundedConnection(createHttpConnector(settings, http));
    }

    private final class BoundedConnection extends DefaultConnection {
        BoundedConnection(HttpConnector connector) {
            super(connector);
        }

        @Override
        protected void sendRequest(
                Session session, URL url, Consumer<HttpRequest.Builder> completion)
                throws IOException {
            retryAfter = Optional.empty();
            super.sendRequest(session, url, completion);
            HttpResponse<InputStream> response = Objects.requireNonNull(lastResponse);
            try (InputStream body = response.body()) {
                byte[] octets = body.readNBytes(ANSWER_OCTETS_MAX + 1);
                if (octets.length > ANSWER_OCTETS_MAX) {
                    throw new IOException(
                            "the answer is longer than " + ANSWER_OCTETS_MAX + " octets");
                }
                lastResponse = new Whole(response, new ByteArrayInputStream(octets));
            }
            if (response.statusCode() >= FIRST_ERROR) {
                retryAfter = getRetryAfter();
            }
        }
    }

    /** A response whose body is here, to be read once. */
    private record Whole(HttpResponse<InputStream> response, InputStream body)
            implements HttpResponse<InputStream> {
        @Override
        public int statusCode() {
            return response.statusCode();
        }

        @Override
        public HttpRequest request() {
            return response.request();
        }

        @Override
        public Optional<HttpResponse<InputStream>> previousResponse() {
            return response.previousResponse();
        }

        @Override
        public HttpHeaders headers() {
            return response.headers();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return response.sslSession();
        }

        @Override
        public URI uri() {
            return response.uri();
        }

        @Override
        public HttpClient.Version version() {
            return response.version();
        }
    }
}
