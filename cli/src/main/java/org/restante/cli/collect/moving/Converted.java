package org.restante.cli.collect.moving;

import org.restante.cli.config.CollectionBlock;
import org.restante.client.Pop3Server;
import org.restante.protocol.Secret;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An account of another program as a collection.
 *
 * @param label what it was called
 * @param password if it stood in the file
 * @param keys the others of the collection's table, in their order
 * @param hosts the names under which the program may remember the server
 */
public record Converted(
        String label,
        Pop3Server server,
        String user,
        Optional<Secret> password,
        Map<String, Object> keys,
        List<String> hosts) {
    /**
     * Its table.
     *
     * @param passwordFile where the password is or has to be put, if it stood in the file
     */
    public CollectionBlock block(String name, String passwordFile) {
        CollectionBlock block = new CollectionBlock(name).server(server, user);
        if (password.isPresent()) {
            block.set("password-file", passwordFile);
        }
        keys.forEach(block::set);
        return block;
    }
}
