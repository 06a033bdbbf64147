package org.restante.cli.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * popa3d for the mailbox file of {@code alice}, any password being right. It wants users, passwords
 * and mail in their usual places, so it runs in a file system of its own.
 */
final class Popa3d implements AutoCloseable {
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    private final Inetd inetd;

    private Popa3d(Inetd inetd) {
        this.inetd = inetd;
    }

    /**
     * Starts it.
     *
     * @param root a folder that is not there yet: its file system
     * @param mbox is copied into it, so that the server changes nothing of the original
     */
    static Popa3d start(Path root, Path mbox) throws IOException, InterruptedException {
        if (!Folders.isRoot()) {
            throw new AssertionError("popa3d runs as root only: run these tests as root");
        }
        copy(root, Unpacked.of("popa3d").program("usr/sbin/popa3d"), "usr/sbin/popa3d");
        copyWithLibraries(root, Unpacked.of("popa3d").program("usr/sbin/popa3d"));
        Path lib = Path.of("/lib").toRealPath();
        Path permit = permitModule(lib);
        copy(root, permit, "lib/" + lib.relativize(permit));
        copyWithLibraries(root, permit);
        Files.createDirectories(root.resolve("etc/pam.d"));
        Files.createDirectories(root.resolve("var/lib/popa3d"));
        Files.writeString(
                root.resolve("etc/passwd"),
                """
                root:x:0:0::/:/bin/sh
                popa3d:x:65533:65533::/:/bin/sh
                alice:x:65534:65534::/:/bin/sh
                """);
        Files.writeString(
                root.resolve("etc/pam.d/popa3d"),
                "auth required pam_permit.so\naccount required pam_permit.so\n");
        Path mail = Files.createDirectories(root.resolve("var/mail"));
        Path mailbox = Files.copy(mbox, mail.resolve("alice"));
        Folders.give(mailbox, "nobody");
        return new Popa3d(
                Inetd.start((_, _) ->
                        new ProcessBuilder(
                                Program.command(
                                        "coreutils",
                                        List.of("chroot", root.toString(), "/usr/sbin/popa3d")))));
    }

    /** PAM looks for its modules below /lib, which may be a link. */
    private static Path permitModule(Path lib) throws IOException {
        try (var found = Files.find(lib, 3, (path, _) -> path.endsWith("security/pam_permit.so"))) {
            return found.findFirst()
                    .orElseThrow(() -> new AssertionError("pam_permit.so is not installed"));
        }
    }

    private static void copyWithLibraries(Path root, Path program)
            throws IOException, InterruptedException {
        Program.Result listed =
                Program.run("libc-bin", root, Map.of(), List.of("ldd", program.toString()));
        Matcher library = LIBRARY.matcher(listed.out());
        while (library.find()) {
            copy(root, Path.of(library.group(1)), library.group(1));
        }
    }

    private static void copy(Path root, Path from, String to) throws IOException {
        Path target = root.resolve(to.replaceFirst("^/", ""));
        Files.createDirectories(target.getParent());
        if (Files.notExists(target)) {
            Files.copy(from, target);
        }
    }

    int port() {
        return inetd.port();
    }

    @Override
    public void close() throws IOException {
        inetd.close();
    }
}
