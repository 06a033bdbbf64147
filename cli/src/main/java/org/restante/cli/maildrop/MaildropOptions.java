package org.restante.cli.maildrop;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ConfigurationException;

import picocli.CommandLine.Parameters;

import java.io.IOException;

/** What every command about one maildrop has: which one, and how to print; a picocli mixin. */
final class MaildropOptions extends MaildropsOptions {
    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(index = "0", paramLabel = "NAME", description = NAME_DESCRIPTION)
    private String name;

    /**
     * The maildrop that was asked for, which need not exist.
     *
     * @throws CommandException if there is no such account, or no folder can have this name
     */
    NamedMaildrop find() throws IOException, ConfigurationException, CommandException {
        return find(name);
    }
}
