package org.restante.collect.tokens;

import org.restante.collect.tokens.AuthorizationServer.Outcome;
import org.restante.protocol.Secret;
import org.restante.protocol.WebAddress;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * A login by a code that has begun (RFC 8628): the person opens {@link #page} on any device and
 * types {@link #code}, while this waits. For one thread.
 */
public final class DeviceLogin {
    private static final Duration INTERVAL_UNSAID = Duration.ofSeconds(5);
    private static final Duration SLOWER = Duration.ofSeconds(5);
    private static final int INTERVAL_SECONDS_MIN = 1;

    /** Of what is for a person to read. */
    private static final int SHOWN_MAX = 200;

    /** Nobody waits longer, whatever a server says. */
    private static final Duration LIFE_MAX = Duration.ofHours(1);

    private final AuthorizationServer server;
    private final InstantSource clock;
    private final Secret device;
    private final String code;
    private final String page;
    private final Instant end;
    private final Duration interval;

    private DeviceLogin(
            AuthorizationServer server,
            InstantSource clock,
            Secret device,
            String code,
            String page,
            Instant end,
            Duration interval) {
        this.server = server;
        this.clock = clock;
        this.device = device;
        this.code = code;
        this.page = page;
        this.end = end;
        this.interval = interval;
    }

    /** Reads an answer (RFC 8628 §3.2). */
    static DeviceLogin of(
            AuthorizationServer server, Web.Answer answer, Instant asked, InstantSource clock)
            throws IOException {
        Optional<String> device = answer.body().text("device_code");
        Optional<String> code = answer.body().text("user_code").filter(DeviceLogin::isPrintable);
        // The second name is from before the RFC.
        Optional<String> page =
                answer.body()
                        .text("verification_uri")
                        .or(() -> answer.body().text("verification_url"))
                        .filter(DeviceLogin::isAddress);
        long life = answer.body().number("expires_in").orElse(0);
        if (device.isEmpty() || code.isEmpty() || page.isEmpty() || life <= 0) {
            throw new IOException(answer.from() + " gives no code to log in with");
        }
        long interval = answer.body().number("interval").orElse(INTERVAL_UNSAID.toSeconds());
        long most = LIFE_MAX.toSeconds();
        return new DeviceLogin(
                server,
                clock,
                new Secret(device.get()),
                code.get(),
                page.get(),
                asked.plusSeconds(Math.min(life, most)),
                Duration.ofSeconds(Math.clamp(interval, INTERVAL_SECONDS_MIN, (int) most)));
    }

    private static boolean isPrintable(String text) {
        return text.length() <= SHOWN_MAX && text.chars().allMatch(it -> it >= ' ' && it < 0x7F);
    }

    private static boolean isAddress(String text) {
        try {
            WebAddress.parse(text);
            return isPrintable(text);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** What the person types; good for this one login. */
    public String code() {
        return code;
    }

    /** Where the person types it. */
    public String page() {
        return page;
    }

    /** When the code is good no more. */
    public Instant end() {
        return end;
    }

    /**
     * Waits until the person has logged in.
     *
     * @throws TokenException if it was denied, or took too long
     */
    public Tokens await(Pause pause) throws IOException, InterruptedException {
        Duration wait = interval;
        Optional<IOException> failure = Optional.empty();
        while (true) {
            Duration left = Duration.between(clock.instant(), end);
            pause.take(wait.compareTo(left) < 0 ? wait : left);
            if (!clock.instant().isBefore(end)) {
                TokenException late =
                        server.exception(new Outcome.Refused("expired_token", "nobody logged in"));
                failure.ifPresent(late::addSuppressed);
                throw late;
            }
            Map<String, String> form =
                    AuthorizationServer.form(
                            "grant_type", "urn:ietf:params:oauth:grant-type:device_code");
            form.put("device_code", device.reveal());
            Outcome outcome;
            try {
                outcome = server.ask(form, Optional.empty());
            } catch (TokenException e) {
                throw e;
            } catch (IOException e) {
                // The code is as good as before when the network is back (RFC 8628 §3.5).
                failure = Optional.of(e);
                wait = wait.multipliedBy(2);
                continue;
            }
            switch (outcome) {
                case Outcome.Granted(var tokens) -> {
                    return tokens;
                }
                case Outcome.Refused(var why, _) when why.equals("authorization_pending") -> {}
                case Outcome.Refused(var why, _) when why.equals("slow_down") ->
                        wait = wait.plus(SLOWER);
                case Outcome.Refused refused -> throw server.exception(refused);
            }
        }
    }
}
