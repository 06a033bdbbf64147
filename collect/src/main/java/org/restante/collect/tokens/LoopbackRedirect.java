package org.restante.collect.tokens;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where a browser on this machine comes back to with a code (RFC 8252 §7.3): a port of 127.0.0.1
 * that the system chose, for one login. It answers everything, and heeds nothing but that login's
 * answer, once.
 */
public final class LoopbackRedirect implements AutoCloseable {
    private final HttpServer listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean answered = new AtomicBoolean();
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(1);

    private LoopbackRedirect(HttpServer listener) {
        this.listener = listener;
    }

    /** Takes a port. */
    public static LoopbackRedirect open() throws IOException {
        return new LoopbackRedirect(
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0),
                        0));
    }

    int port() {
        return listener.getAddress().getPort();
    }

    /** Begins to listen for the answer to a login; to be called once. */
    public void listen(BrowserLogin login) {
        listener.setExecutor(threads);
        listener.createContext("/", exchange -> answer(exchange, login));
        listener.start();
    }

    /**
     * The address that the browser was sent back to, for {@link BrowserLogin#redeem}.
     *
     * @param bound how long the person has
     * @throws TokenException if nobody came within that time
     */
    public String await(Duration bound) throws TokenException, InterruptedException {
        String back = answers.poll(bound.toMillis(), TimeUnit.MILLISECONDS);
        if (back == null) {
            throw new TokenException(
                    TokenException.Kind.LOGIN,
                    "no browser came back from a login within " + bound.toMinutes() + " minutes");
        }
        return back;
    }

    private void answer(HttpExchange exchange, BrowserLogin login) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        boolean heeded =
                exchange.getRequestMethod().equals("GET")
                        && exchange.getRequestURI().getPath().equals("/")
                        && query != null
                        && login.isAnsweredBy(query)
                        && answered.compareAndSet(false, true);
        byte[] page =
                ("<!DOCTYPE html><meta charset=\"utf-8\"><title>Restante</title><p>"
                                + (heeded
                                        ? "The terminal says how the login went. This window may"
                                                + " be closed."
                                        : "There is nothing here.")
                                + "</p>\n")
                        .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        // The address has the code in it, which nobody needs to see or keep.
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'");
        try (exchange) {
            exchange.sendResponseHeaders(heeded ? 200 : 404, page.length);
            exchange.getResponseBody().write(page);
        } finally {
            // Not before: the program may end with the login, and the person shall see the page.
            if (heeded) {
                answers.add("http://127.0.0.1/?" + query);
            }
        }
    }

    /** Gives the port up. */
    @Override
    public void close() {
        listener.stop(0);
        threads.close();
    }
}
