package org.restante.cli.account;

import org.restante.cli.config.CommandException;
import org.restante.cli.config.ExitCode;
import org.restante.protocol.Secret;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A password on standard input. */
public final class PasswordLine {
    private PasswordLine() {}

    /**
     * The first line. Octet by octet: what follows it is not for us, and may not have been sent
     * yet.
     *
     * @throws CommandException if it is longer, or not in UTF-8
     */
    public static Secret read(InputStream input, int octetsMax)
            throws IOException, CommandException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = input.read(); octet >= 0 && octet != '\n'; octet = input.read()) {
            if (line.size() == octetsMax) {
                throw new CommandException(
                        ExitCode.DATA, "the password has more than " + octetsMax + " octets");
            }
            line.write(octet);
        }
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(line.toByteArray()))
                            .toString();
            return new Secret(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        } catch (CharacterCodingException _) {
            throw new CommandException(ExitCode.DATA, "the password is not in UTF-8");
        }
    }
}
