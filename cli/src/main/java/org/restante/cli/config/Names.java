package org.restante.cli.config;

import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of machines and accounts, as the configuration takes them. */
final class Names {
    /** Where Linux has it. */
    private static final Path NAME_OF_KERNEL = Path.of("/proc/sys/kernel/hostname");

    /** The longest name of the DNS (RFC 1035 §2.3.4). */
    private static final int MACHINE_CHARACTERS_MAX = 253;

    private static final Pattern HOST =
            Pattern.compile(
                    "[\\p{L}\\p{N}_]([\\p{L}\\p{N}_-]*[\\p{L}\\p{N}_])?(\\.[\\p{L}\\p{N}_-]+)*");

    private Names() {}

    static String host(String text) {
        if (!HOST.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "is not the name of a machine or domain, such as mail.example.org");
        }
        return text;
    }

    /**
     * What this machine calls itself: shown in greetings, trace fields and certificates, which have
     * ASCII alone, so that letters beyond it become A-labels (RFC 5890 §2.3.2.1).
     */
    static String machine(String text) {
        try {
            String ascii = IDN.toASCII(host(text));
            if (ascii.length() <= MACHINE_CHARACTERS_MAX) {
                return host(ascii);
            }
        } catch (IllegalArgumentException _) {
            // Told below, as what is too long.
        }
        throw new IllegalArgumentException(
                "is not the name of a machine, such as mail.example.org: letters, digits, - and _,"
                        + " up to 63 between two full stops, "
                        + MACHINE_CHARACTERS_MAX
                        + " in all");
    }

    /** A host's name as a certificate has it: A-labels, in lower case. */
    static String certificateName(String text) {
        try {
            return IDN.toASCII(host(text)).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "is not the name of a machine, such as mail.example.org; wildcards cannot be"
                            + " had by http-01",
                    e);
        }
    }

    /** A mail address that fits into a mailto URL as it is (RFC 8555 §7.3). */
    static String contact(String text) {
        if (!text.matches("[!-~&&[^@,?%:]]+@[A-Za-z0-9.-]+")) {
            throw new IllegalArgumentException(
                    "is not a mail address, such as postmaster@example.org");
        }
        return text;
    }

    static String account(String text) {
        if (text.isBlank()
                || text.chars().anyMatch(c -> c == '/' || c == '+' || Character.isISOControl(c))) {
            throw new IllegalArgumentException(
                    "is not an account's name: not empty, no / or + or control characters");
        }
        return text;
    }

    /**
     * This machine's own name, or {@code localhost} when it has none that may be told to others. A
     * resolver, which may let every command wait, is asked only where no file has the name.
     */
    static String thisMachine() {
        return thisMachine(NAME_OF_KERNEL);
    }

    static String thisMachine(Path file) {
        try {
            return machine(
                    Files.isReadable(file)
                            ? Files.readString(file).strip()
                            : InetAddress.getLocalHost().getHostName());
        } catch (IOException | IllegalArgumentException _) {
            // None, an odd one, or one that does not resolve: no reason to stop.
            return "localhost";
        }
    }
}
