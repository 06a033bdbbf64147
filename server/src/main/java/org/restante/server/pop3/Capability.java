package org.restante.server.pop3;

import org.restante.protocol.pop3.Command;

import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Something that CAPA announces (RFC 2449 §6), in the order of its lines. Each is declared once:
 * what is announced under certain {@link Facts} is what commands go by, so that the two cannot
 * disagree.
 */
enum Capability {
    TOP {
        @Override
        Optional<String> line(Facts facts) {
            return ALONE;
        }
    },
    UIDL {
        @Override
        Optional<String> line(Facts facts) {
            return ALONE;
        }
    },
    RESP_CODES {
        @Override
        Optional<String> line(Facts facts) {
            return ALONE;
        }
    },
    AUTH_RESP_CODE {
        @Override
        Optional<String> line(Facts facts) {
            return ALONE;
        }
    },
    PIPELINING {
        @Override
        Optional<String> line(Facts facts) {
            return ALONE;
        }
    },
    /** USER and PASS: wherever a password may be sent. */
    USER {
        @Override
        Optional<String> line(Facts facts) {
            return facts.passwordAllowed() ? ALONE : NOT;
        }
    },
    /** AUTH, with the mechanisms that it takes now (RFC 5034 §3). */
    SASL {
        @Override
        Optional<String> line(Facts facts) {
            String names =
                    facts.mechanisms().get().stream()
                            .map(mechanism -> " " + mechanism.text())
                            .collect(Collectors.joining());
            return names.isEmpty() ? NOT : Optional.of(names);
        }
    },
    STLS {
        @Override
        Optional<String> line(Facts facts) {
            return facts.stlsPossible() && !facts.loggedIn() ? ALONE : NOT;
        }
    },
    /** Always with USER: names and passwords may be in UTF-8 (RFC 6856 §2.2). */
    UTF8 {
        @Override
        Optional<String> line(Facts facts) {
            return Optional.of(" USER");
        }
    },
    LANG {
        @Override
        Optional<String> line(Facts facts) {
            return ALONE;
        }
    },
    LOGIN_DELAY {
        @Override
        Optional<String> line(Facts facts) {
            return facts.loginDelay().map(span -> " " + span.value().toSeconds() + differing(span));
        }
    },
    EXPIRE {
        @Override
        Optional<String> line(Facts facts) {
            return Optional.of(
                    " " + facts.retention().value().text() + differing(facts.retention()));
        }
    },
    IMPLEMENTATION {
        @Override
        Optional<String> line(Facts facts) {
            return facts.implementation().map(name -> " " + name);
        }
    };

    private static final Optional<String> ALONE = Optional.of("");
    private static final Optional<String> NOT = Optional.empty();

    /** What stands behind the tag, with a space before it; empty while it is not offered. */
    abstract Optional<String> line(Facts facts);

    /** As it stands in CAPA. */
    String tag() {
        return name().replace('_', '-');
    }

    /** Whether it is offered now. */
    boolean isOffered(Facts facts) {
        return line(facts).isPresent();
    }

    /** What a command needs to be offered; empty for those that every server has. */
    static Optional<Capability> neededBy(Command.InAuthorization command) {
        return switch (command) {
            case Command.User _, Command.Pass _ -> Optional.of(USER);
            case Command.Auth _ -> Optional.of(SASL);
            case Command.Stls _ -> Optional.of(STLS);
            case Command.Utf8 _ -> Optional.of(UTF8);
            case Command.Lang _ -> Optional.of(LANG);
            case Command.Apop _, Command.Capa _, Command.Quit _, Command.Invalid _ ->
                    Optional.empty();
        };
    }

    /** Before login a value may not be the account's own (RFC 2449 §6.5, §6.7). */
    private static String differing(Facts.Value<?> value) {
        return value.mayDiffer() ? " USER" : "";
    }
}
