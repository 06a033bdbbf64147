package org.restante.cli.interop;

import org.restante.cli.soak.Await;
import org.restante.testkit.Fault;
import org.restante.testkit.Gate;
import org.restante.testkit.PostOffice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What becomes of mail when something goes wrong while it is collected. */
final class FaultTable {
    /** Runs after the one that went wrong; more bring nothing new. */
    private static final int RUNS_AFTER = 2;

    /** What a run may take before it counts as one that does not end. */
    private static final int RUN_SECONDS_MAX = 30;

    private static final Pattern NUMBER = Pattern.compile("(?m)^Subject: message ([0-9]+)\r?$");
    private static final String END = "the last line";

    /** What goes wrong, and how. */
    enum Row {
        NOTHING("nothing", 12, false),
        CUT("the connection is cut in message 7", 12, false, Fault.cutInMessage(7, 700)),
        CUT_AT_QUIT("it is lost before QUIT", 12, false, Fault.lose("QUIT")),
        QUIT_UNANSWERED("it is lost behind QUIT", 12, false, Fault.cut("QUIT", 0)),
        CUT_KEEPING("cut in message 7, mail stays", 12, true, Fault.cutInMessage(7, 700)),
        UNREADABLE(
                "the server cannot read message 7",
                12,
                true,
                Fault.answer("RETR 7", "-ERR cannot be read")) {
            @Override
            boolean passes() {
                return false;
            }

            @Override
            int unreadable() {
                return 7;
            }
        },
        SAME_ID(
                "messages 3 and 5 have one unique-id",
                12,
                true,
                Fault.uniqueId(3, "both"),
                Fault.uniqueId(5, "both")) {
            @Override
            boolean passes() {
                return false;
            }
        },
        IDS_CHANGE("all unique-ids change", 12, true) {
            @Override
            void between(PostOffice office, Path memory) {
                for (int i = 1; i <= messages(); i++) {
                    office.faults().add(Fault.uniqueId(i, "other" + i));
                }
            }
        },
        MEMORY_CUT("the list of what was fetched loses its second half", 12, true) {
            @Override
            void between(PostOffice office, Path memory) throws IOException {
                byte[] octets = Files.readAllBytes(memory);
                Files.write(memory, Arrays.copyOf(octets, octets.length / 2));
            }
        },
        DISK_FULL("the disk takes 100 KiB of message 7, which has more", 12, false) {
            @Override
            int lines(int number) {
                return number == 7 ? 10_000 : super.lines(number);
            }

            // Not as a signal, which programs do not expect of a full disk.
            @Override
            List<String> first(List<String> command) {
                List<String> limited =
                        new ArrayList<>(
                                List.of(
                                        "sh",
                                        "-c",
                                        "trap '' XFSZ; ulimit -f 200; exec \"$@\"",
                                        "sh"));
                limited.addAll(command);
                return limited;
            }
        },
        REFUSED("the command that takes the mail refuses message 7", 12, true) {
            @Override
            boolean byCommand() {
                return true;
            }

            @Override
            int unreadable() {
                return 7;
            }
        },
        KILLED("kill -9 at message 61 of 100", 100, false) {
            @Override
            boolean kills() {
                return true;
            }
        };

        private final String words;
        private final int messages;
        private final boolean keep;

        // An immutable list of records, which its type does not tell.
        @SuppressWarnings("ImmutableEnumChecker")
        private final List<Fault> faults;

        Row(String words, int messages, boolean keep, Fault... faults) {
            this.words = words;
            this.messages = messages;
            this.keep = keep;
            this.faults = List.of(faults);
        }

        String words() {
            return words;
        }

        int messages() {
            return messages;
        }

        /** Whether it goes wrong in the first run only. */
        boolean passes() {
            return true;
        }

        boolean kills() {
            return false;
        }

        /** How long a message is. */
        int lines(int number) {
            return 100;
        }

        /** What is run the first time. */
        List<String> first(List<String> command) {
            return command;
        }

        /** Whether a command takes the mail, and refuses message 7. */
        boolean byCommand() {
            return false;
        }

        /** The message that nobody can have; 0 if there is none. */
        int unreadable() {
            return 0;
        }

        /** What happens behind the first run. */
        void between(PostOffice office, Path memory) throws IOException {}
    }

    private FaultTable() {}

    /** What came of it: {@code once}, or what did not arrive once and whole. */
    static String outcome(Row row, CollectingProgram program, Path folder) throws Exception {
        PostOffice.Builder plan = PostOffice.builder().account("alice", ServerProcess.PASSWORD);
        for (int i = 1; i <= row.messages; i++) {
            plan.message("alice", message(i, row.lines(i)));
        }
        Path home = Files.createDirectories(folder.resolve("home"));
        CollectingProgram.Delivery delivery;
        try (PostOffice office = plan.start();
                PostOffice taking =
                        PostOffice.builder().account("alice", ServerProcess.PASSWORD).start()) {
            Path maildir = Folders.maildir(folder.resolve("Maildir"));
            delivery =
                    new CollectingProgram.Delivery(
                            maildir,
                            taking.lmtp(),
                            row.byCommand()
                                    ? Optional.of(refusing(folder.resolve("take"), maildir))
                                    : Optional.empty());
            List<String> command =
                    program.command(home, office.pop3().getPort(), row.keep, delivery);
            List<String> troubles = new ArrayList<>();
            if (row.kills()) {
                killed(office, program, home, command, delivery, taking);
            } else {
                row.faults.forEach(office.faults()::add);
                run(program, home, row.first(command), troubles);
            }
            if (row.passes()) {
                office.faults().clear();
            }
            row.between(office, program.memory(home));
            for (int i = 0; i < RUNS_AFTER; i++) {
                run(program, home, command, troubles);
            }
            List<String> arrived = new ArrayList<>(CollectingProgram.messages(delivery.maildir()));
            taking.messages("alice").forEach(it -> arrived.add(it.text()));
            return outcome(row, arrived, office, troubles);
        }
    }

    /** A program that takes all but message 7, which it says it never will. */
    private static Path refusing(Path file, Path maildir) throws IOException {
        Files.writeString(
                file,
                """
                #!/bin/sh
                cat >"%1$s/tmp/$$" || exit 75
                if grep -q '^Subject: message 7' "%1$s/tmp/$$"; then
                  rm "%1$s/tmp/$$"
                  echo "no such user"
                  exit 67
                fi
                mv "%1$s/tmp/$$" "%1$s/new/$$"
                """
                        .formatted(maildir));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private static String message(int number, int lines) {
        return "From: ann@example.org\r\nSubject: message "
                + number
                + "\r\nMessage-ID: <"
                + number
                + "@example.org>\r\n\r\n"
                + "A line of a message.\r\n".repeat(lines)
                + END
                + "\r\n";
    }

    private static void run(
            CollectingProgram program, Path home, List<String> command, List<String> troubles)
            throws IOException, InterruptedException {
        Process process = program.start(home, command);
        try {
            if (!process.waitFor(RUN_SECONDS_MAX, TimeUnit.SECONDS)) {
                troubles.add("does not end");
            }
        } finally {
            end(process);
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private static void killed(
            PostOffice office,
            CollectingProgram program,
            Path home,
            List<String> command,
            CollectingProgram.Delivery delivery,
            PostOffice taking)
            throws Exception {
        Gate gate = new Gate();
        office.faults().add(Fault.hold("RETR 61", gate));
        Process process = program.start(home, command);
        try {
            Await.until(
                    "sixty messages",
                    () -> files(delivery.maildir()) + taking.messages("alice").size() >= 60);
        } finally {
            end(process);
        }
        gate.open();
    }

    private static int files(Path maildir) throws IOException {
        int count = 0;
        for (String part : List.of("tmp", "new")) {
            try (var files = Files.list(maildir.resolve(part))) {
                count += (int) files.count();
            }
        }
        return count;
    }

    private static String outcome(
            Row row, List<String> arrived, PostOffice office, List<String> troubles) {
        Map<Integer, Integer> counts = new TreeMap<>();
        int cut = 0;
        for (String message : arrived) {
            counts.merge(number(message), 1, Integer::sum);
            if (!message.stripTrailing().endsWith(END)) {
                cut++;
            }
        }
        List<Integer> there =
                office.messages("alice").stream().map(it -> number(it.text())).toList();
        int lost = 0;
        int never = 0;
        int again = 0;
        for (int i = 1; i <= row.messages; i++) {
            int count = counts.getOrDefault(i, 0);
            if (count == 0 && !there.contains(i)) {
                lost++;
            } else if (count == 0 && i != row.unreadable()) {
                never++;
            } else {
                again += Math.max(0, count - 1);
            }
        }
        List<String> words = new ArrayList<>(troubles.stream().distinct().toList());
        tell(words, lost, "lost");
        tell(words, cut, "cut short");
        tell(words, never, "never fetched");
        tell(words, again, "twice");
        return words.isEmpty() ? "once" : String.join(", ", words);
    }

    private static void tell(List<String> words, int count, String what) {
        if (count > 0) {
            words.add(count + " " + what);
        }
    }

    private static int number(String message) {
        Matcher matcher = NUMBER.matcher(message);
        if (!matcher.find()) {
            throw new AssertionError("what is this? " + message);
        }
        return Integer.parseInt(matcher.group(1));
    }
}
