package org.restante.server.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.server.TestPostOffice;
import org.restante.spec.Spec;
import org.restante.store.memory.MemoryStore;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Random commands against a model of a maildrop in a few lines. */
final class RandomCommandsTest {
    private static final int MESSAGES = 8;

    /** The sizes of what is not marked, by number. */
    private final TreeMap<Integer, Integer> model = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @Spec({"P3-052", "P3-061", "P3-062", "P3-063", "P3-074", "P3-086"})
    void theSessionAgreesWithTheModelAfterEachCommand(long seed) throws IOException {
        Random random = new Random(seed);
        int[] sizes = random.ints(MESSAGES, 10, 200).toArray();
        unmarkAll(sizes);
        MemoryStore store = Scene.octets(sizes).store();
        try (TestPostOffice office =
                        Scene.maildrop()
                                .with(o -> o.withPop3(Settings::withoutErrorLimit))
                                .open(store);
                Client client = Client.loggedIn(office)) {
            for (int step = 0; step < 150; step++) {
                int number = random.nextInt(MESSAGES + 2);
                boolean there = model.containsKey(number);
                switch (random.nextInt(12)) {
                    case 0 -> {
                        assertThat(client.command("RSET")).startsWith("+OK");
                        unmarkAll(sizes);
                    }
                    case 1, 2, 3 -> {
                        assertOk(client.command("DELE " + number), there);
                        model.remove(number);
                    }
                    case 4 -> assertOk(client.command("LIST " + number), there);
                    case 5 -> assertOk(client.command("UIDL " + number), there);
                    case 6 -> {
                        String status = client.command("RETR " + number);
                        assertOk(status, there);
                        if (there) {
                            assertThat(client.data()).hasSize(sizes[number - 1]);
                        }
                    }
                    case 7 -> {
                        String status = client.command("TOP " + number + " 0");
                        assertOk(status, there);
                        if (there) {
                            assertThat(client.data()).isEqualTo("A: b\r\n\r\n");
                        }
                    }
                    case 8 -> assertOk(client.command("XYZZY"), false);
                    default -> assertOk(client.command("NOOP"), true);
                }
                assertAgreement(client);
            }
            client.command("QUIT");
            client.rest();
        }
        assertThat(Scene.left(store))
                .isEqualTo(model.keySet().stream().map(RandomCommandsTest::id).toList());
    }

    private static String id(int number) {
        return (char) ('a' + number - 1) + String.valueOf(number);
    }

    private void unmarkAll(int[] sizes) {
        for (int i = 0; i < sizes.length; i++) {
            model.put(i + 1, sizes[i]);
        }
    }

    private static void assertOk(String status, boolean expected) {
        assertThat(status).startsWith(expected ? "+OK " : "-ERR ");
    }

    private void assertAgreement(Client client) throws IOException {
        int octets = model.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(client.command("STAT")).isEqualTo("+OK " + model.size() + " " + octets);
        assertThat(client.multiLine("LIST")).isEqualTo(lines(e -> String.valueOf(e.getValue())));
        assertThat(client.multiLine("UIDL")).isEqualTo(lines(e -> id(e.getKey())));
    }

    private String lines(Function<Map.Entry<Integer, Integer>, String> argument) {
        return model.entrySet().stream()
                .map(entry -> entry.getKey() + " " + argument.apply(entry) + "\r\n")
                .collect(Collectors.joining());
    }
}
