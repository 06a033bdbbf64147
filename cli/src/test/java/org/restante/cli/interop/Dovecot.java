package org.restante.cli.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Dovecot of the test's own, which delivers by LMTP on a socket in the test's folder and serves
 * POP3, any password being right.
 */
final class Dovecot implements AutoCloseable {
    private final Daemon daemon;
    private final Path folder;
    private final int port;

    private Dovecot(Daemon daemon, Path folder, int port) {
        this.daemon = daemon;
        this.folder = folder;
        this.port = port;
    }

    /**
     * Starts it; the Maildir of each user is {@code mail/USER} in the folder.
     *
     * @param more lines of its configuration
     */
    static Dovecot start(Path folder, String... more) throws IOException {
        String user = System.getProperty("user.name");
        String group = Files.readAttributes(folder, PosixFileAttributes.class).group().getName();
        Path mail = Files.createDirectories(folder.resolve("mail"));
        Folders.give(mail, Folders.ordinaryUser());
        int port = Folders.freePort();
        Files.writeString(
                folder.resolve("dovecot.conf"),
                """
                base_dir = %1$s/run
                state_dir = %1$s/state
                log_path = /dev/stderr
                protocols = lmtp pop3
                listen = 127.0.0.1
                disable_plaintext_auth = no
                ssl = no
                default_internal_user = %2$s
                default_internal_group = %3$s
                default_login_user = %4$s
                first_valid_uid = 1
                mail_location = maildir:%1$s/mail/%%u
                passdb {
                  driver = static
                  mechanisms = plain
                  args = nopassword=y
                }
                userdb {
                  driver = static
                  args = uid=%4$s gid=%5$s home=%1$s/mail/%%u allow_all_users=yes
                }
                service lmtp {
                  unix_listener lmtp {
                    mode = 0666
                  }
                }
                service pop3-login {
                  chroot =
                  inet_listener pop3 {
                    port = %6$d
                  }
                  inet_listener pop3s {
                    port = 0
                  }
                }
                service stats {
                  chroot =
                }
                service anvil {
                  chroot =
                }
                """
                                .formatted(
                                        folder,
                                        user,
                                        group,
                                        Folders.ordinaryUser(),
                                        Folders.isRoot() ? "nogroup" : group,
                                        port)
                        + String.join("\n", more)
                        + "\n");
        Daemon daemon =
                Daemon.start(
                        "dovecot-lmtpd",
                        folder,
                        List.of("dovecot", "-F", "-c", folder.resolve("dovecot.conf").toString()));
        daemon.await("starting up");
        return new Dovecot(daemon, folder, port);
    }

    /**
     * Starts one that also serves IMAP.
     *
     * @param port for IMAP within TLS
     * @param plainPort for IMAP by STARTTLS
     * @param certificate in PEM form, with its key
     * @param more lines of its configuration
     */
    static Dovecot startWithImap(
            Path folder, int port, int plainPort, Path certificate, String... more)
            throws IOException {
        Unpacked imap = Unpacked.of("dovecot-imapd");
        return start(
                folder,
                """
                protocols = imap lmtp pop3
                ssl = yes
                ssl_cert = <%1$s
                ssl_key = <%1$s
                service imap-login {
                  executable = %2$s
                  chroot =
                  inet_listener imap {
                    port = %4$d
                  }
                  inet_listener imaps {
                    port = %5$d
                  }
                }
                service imap {
                  executable = %3$s
                }
                service imap-hibernate {
                  executable = %6$s/imap-hibernate
                }
                service imap-urlauth {
                  executable = %6$s/imap-urlauth
                }
                service imap-urlauth-login {
                  executable = %6$s/imap-urlauth-login
                  chroot =
                }
                service imap-urlauth-worker {
                  executable = %6$s/imap-urlauth-worker
                }
                """
                        .formatted(
                                certificate,
                                imap.program("usr/lib/dovecot/imap-login"),
                                imap.program("usr/lib/dovecot/imap"),
                                plainPort,
                                port,
                                imap.root().resolve("usr/lib/dovecot")),
                String.join("\n", more));
    }

    /** Where it serves POP3, on the loopback interface. */
    int port() {
        return port;
    }

    Path socket() {
        return folder.resolve("run/lmtp");
    }

    Path maildir(String user) {
        return folder.resolve("mail/" + user);
    }

    /** Has Dovecot change a message of its Maildir, as a mail reader over IMAP would. */
    void doveadm(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of("doveadm", "-c", folder.resolve("dovecot.conf").toString()));
        command.addAll(List.of(arguments));
        Program.Result result = Program.run("dovecot-core", folder, Map.of(), command);
        if (result.exit() != 0) {
            throw new AssertionError(command + ": " + result.out());
        }
    }

    @Override
    public void close() {
        daemon.close();
    }
}
