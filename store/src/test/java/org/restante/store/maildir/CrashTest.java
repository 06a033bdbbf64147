package org.restante.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.restante.spec.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The process is killed at any moment: what it said is true, and nothing else has happened. */
final class CrashTest {
    private static final int ROUNDS = 10;

    @TempDir private Path data;

    /** The octets of each message that was told to be delivered. */
    private final Map<String, Integer> delivered = new HashMap<>();

    private final Set<String> listed = new HashSet<>();
    private final Set<String> removing = new HashSet<>();
    private final Set<String> removed = new HashSet<>();

    @Test
    @Spec({"P3-079", "P3-081", "P3-084", "P3-090", "LK-005"})
    void whatWasToldBeforeAKillHolds() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String[] arguments = {
                data.toString(), String.valueOf(random.nextBoolean()), "" + random.nextLong()
            };
            try (ChildJvm child = new ChildJvm(CrashingProcess.class, Map.of(), arguments)) {
                List<String> told = new ArrayList<>();
                for (int lines = 1 + random.nextInt(200); lines > 0; lines--) {
                    told.add(child.line());
                }
                told.addAll(child.kill());
                told.forEach(this::take);
            }
            check("round " + round + ", seed " + seed);
        }
    }

    private void take(String line) {
        String[] words = line.split(" ", -1);
        // The last line may have been cut by the kill: then it was not told.
        switch (words[0]) {
            case "delivered" -> {
                if (words.length == 3 && !words[2].isEmpty()) {
                    delivered.putIfAbsent(words[1], Integer.parseInt(words[2]));
                }
            }
            case "listed" -> {
                if (words.length == 3) {
                    listed.add(words[1]);
                }
            }
            case "removing" -> removing.add(words[1]);
            case "removed" -> removed.add(words[1]);
            default -> assertThat("delivered listed removing removed").contains(words[0]);
        }
    }

    private void check(String when) throws Exception {
        MaildirFixture box = CrashingProcess.box(data, false);
        Map<String, String> messages = box.messages();
        for (Map.Entry<String, Integer> message : delivered.entrySet()) {
            String id = message.getKey();
            if (!removing.contains(id)) {
                assertThat(messages).as("%s: delivered", when).containsKey(id);
                assertThat(messages.get(id)).as(when).hasSize(message.getValue());
            }
        }
        assertThat(messages)
                .as("%s: removed", when)
                .doesNotContainKeys(removed.toArray(String[]::new));
        Set<String> lost = new HashSet<>(listed);
        lost.removeAll(messages.keySet());
        lost.removeAll(removing);
        assertThat(lost).as("%s: listed once, not removed", when).isEmpty();
        Files.deleteIfExists(box.maildir.manifest());
        assertThat(box.messages()).as("%s: without the manifest", when).isEqualTo(messages);
    }
}
