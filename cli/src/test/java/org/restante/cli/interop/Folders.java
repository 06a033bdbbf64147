package org.restante.cli.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** Folders, files and ports as other programs want them. */
final class Folders {
    private Folders() {}

    /** Whether the tests run as root, as in a container. */
    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** An ordinary user: some programs refuse to handle mail as root. */
    static String ordinaryUser() {
        return isRoot() ? "nobody" : System.getProperty("user.name");
    }

    /** A Maildir with its three folders, there or new. */
    static Path maildir(Path folder) throws IOException {
        for (String each : List.of("tmp", "new", "cur")) {
            Files.createDirectories(folder.resolve(each));
        }
        return folder;
    }

    /** A port for a program that cannot choose one itself. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** A file for its owner alone, as clients ask of one with a password in it. */
    static Path secretFile(Path file, String text) throws IOException {
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    /** Gives a folder and all in it to a user, who can also get there; does nothing if not root. */
    static void give(Path folder, String user) throws IOException {
        if (!isRoot()) {
            return;
        }
        var owner =
                folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
        try (var all = Files.walk(folder)) {
            for (Path each : all.toList()) {
                Files.setOwner(each, owner);
            }
        }
        Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
        for (Path each = folder.toRealPath().getParent();
                each != null && !each.equals(temporary) && each.startsWith(temporary);
                each = each.getParent()) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(each);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
            Files.setPosixFilePermissions(each, permissions);
        }
    }
}
