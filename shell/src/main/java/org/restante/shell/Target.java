package org.restante.shell;

import org.restante.client.Mechanism;
import org.restante.client.Pop3Server;

import java.util.Optional;

/**
 * Where the shell goes.
 *
 * @param server with {@link org.restante.client.Security#TLS} TLS begins at once, else with the
 *     command {@code stls}
 * @param user whom {@code login} means
 * @param mechanism how, if that was chosen
 */
public record Target(Pop3Server server, Optional<String> user, Optional<Mechanism> mechanism) {}
