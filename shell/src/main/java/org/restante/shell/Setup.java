package org.restante.shell;

import org.restante.client.Trust;
import org.restante.protocol.Secret;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How the shell is wanted.
 *
 * @param target empty for the practice server
 * @param others whose certificates are trusted on servers that are opened later
 * @param password what {@code login} takes on the target instead of asking
 * @param readOnly nothing is sent that could remove mail
 * @param clearText a password may go in the clear to other machines, without a question
 * @param script what is typed; empty for a person at a terminal, {@code -} for standard input
 * @param transcript written at the end
 * @param colour whether a terminal shows colours
 * @param locale whose words are used
 */
public record Setup(
        Optional<Target> target,
        Trust others,
        Optional<Secret> password,
        boolean readOnly,
        boolean clearText,
        Optional<Path> script,
        Optional<Path> transcript,
        boolean colour,
        Locale locale) {}
