package org.restante.collect.setup;

import org.restante.client.Pop3Server;

/**
 * A server that may have the mail of an address.
 *
 * @param server always with TLS or STLS
 * @param user whom to log in as there
 * @param source who says so, in words
 * @param vouched whether it is the domain's own, or somebody says so whose identity TLS proves;
 *     otherwise whoever can forge DNS may be behind it, and a person has to confirm it
 */
public record Suggestion(Pop3Server server, String user, String source, boolean vouched) {}
