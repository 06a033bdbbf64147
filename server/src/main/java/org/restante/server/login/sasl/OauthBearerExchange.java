package org.restante.server.login.sasl;

import org.jspecify.annotations.Nullable;
import org.restante.protocol.sasl.Gs2Header;
import org.restante.protocol.sasl.OauthBearerMessage;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** OAUTHBEARER (RFC 7628): a bearer token, and when it fails, the reason as a challenge. */
final class OauthBearerExchange implements Exchange {
    /**
     * POP3's own (RFC 1939 §3, RFC 8314 §7.3): clients name them where a container, a proxy or a
     * packet filter leads them to another one here.
     */
    private static final Set<Integer> WELL_KNOWN_PORTS = Set.of(110, 995);

    private final TokenLogin login;
    private final Channel channel;
    private final Predicate<String> alias;
    private final Optional<String> scope;
    private Progress.@Nullable Denied failure;

    /**
     * Begins an exchange.
     *
     * @param alias whether clients may know the server by that host name besides its own
     * @param scope what a token has to allow, told to clients whose token fails
     */
    OauthBearerExchange(
            TokenLogin login, Channel channel, Predicate<String> alias, Optional<String> scope) {
        this.login = login;
        this.channel = channel;
        this.alias = alias;
        this.scope = scope;
    }

    @Override
    public Progress respond(byte[] message) throws InterruptedException {
        Progress.Denied failed = failure;
        if (failed != null) {
            return failed; // 0x01 by rights (RFC 7628 §3.2.3); anything else fails no less.
        }
        Optional<OauthBearerMessage> parsed = OauthBearerMessage.parse(message);
        if (parsed.isEmpty() || parsed.get().header().binding() instanceof Gs2Header.Binding.Used) {
            return new Progress.Malformed("no OAUTHBEARER message");
        }
        return switch (check(parsed.get())) {
            case TokenLogin.Outcome.Ended(Progress end) -> end;
            case TokenLogin.Outcome.Refused(String status, Progress.Denied end) -> {
                failure = end;
                Map<String, String> members = new LinkedHashMap<>();
                members.put("status", status);
                scope.ifPresent(value -> members.put("scope", value));
                yield new Progress.Challenge(JsonText.of(members));
            }
        };
    }

    private TokenLogin.Outcome check(OauthBearerMessage message) throws InterruptedException {
        String user = message.header().authorizationId();
        boolean otherHost = message.host().filter(host -> !isOwn(host)).isPresent();
        boolean otherPort =
                channel.port().isPresent()
                        && message.port()
                                .filter(port -> !channel.port().get().equals(port))
                                .filter(port -> !WELL_KNOWN_PORTS.contains(port))
                                .isPresent();
        // A token that was sent to another server may have been stolen there (RFC 7628 §5).
        return otherHost || otherPort
                ? login.refused("invalid_request", user, "the client meant another host or port")
                : login.check(user, message.token());
    }

    private boolean isOwn(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return name.equalsIgnoreCase(channel.hostname()) || alias.test(inOneForm(name));
    }

    /** An IPv6 address may be written in many ways; certificates tell it in Java's. */
    private static String inOneForm(String name) {
        try {
            return InetAddress.ofLiteral(name).getHostAddress();
        } catch (IllegalArgumentException _) {
            return name;
        }
    }
}
