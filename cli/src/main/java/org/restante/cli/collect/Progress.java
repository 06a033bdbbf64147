package org.restante.cli.collect;

import org.restante.cli.terminal.ProgressBar;
import org.restante.collect.RunEvent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How far all runs are together, for a terminal. For any thread. */
final class Progress implements AutoCloseable {
    private final ProgressBar bar;
    private final InstantSource clock;
    private final Instant start;
    private final int collections;
    private final Map<String, Way> ways = new HashMap<>();
    private int ended;

    /** How far one run is. */
    private static final class Way {
        private long messages;
        private long messagesAll;
        private long octets;
        private long octetsAll;
    }

    Progress(ProgressBar bar, InstantSource clock, int collections) {
        this.bar = bar;
        this.clock = clock;
        this.start = clock.instant();
        this.collections = collections;
    }

    synchronized void happened(String collection, RunEvent event) {
        Way way = ways.computeIfAbsent(collection, _ -> new Way());
        switch (event) {
            case RunEvent.Listed(_, var wanted, var octets) -> {
                way.messagesAll = way.messages + wanted;
                way.octetsAll = way.octets + octets;
            }
            case RunEvent.Fetched(var octets) -> {
                way.messages++;
                way.octets += octets;
            }
            case RunEvent.Delivered _, RunEvent.Refused _, RunEvent.Removed _ -> {}
        }
        if (!bar.isDue()) {
            return;
        }
        Way all = new Way();
        for (Way each : ways.values()) {
            all.messages += each.messages;
            all.messagesAll += each.messagesAll;
            all.octets += each.octets;
            // Servers guess sizes.
            all.octetsAll += Math.max(each.octets, each.octetsAll);
        }
        if (all.messagesAll > 0) {
            bar.at(all.octets, all.octetsAll, words(all));
        }
    }

    private String words(Way all) {
        List<String> words = new ArrayList<>();
        if (collections > 1) {
            words.add(ended + " of " + collections + " accounts");
        }
        words.add(all.messages + " of " + all.messagesAll + " messages");
        words.add(Reports.octets(all.octets) + " of " + Reports.octets(all.octetsAll));
        long millis = Duration.between(start, clock.instant()).toMillis();
        if (millis > 0 && all.octets > 0) {
            words.add(Reports.octets(all.octets * 1000 / millis) + "/s");
            long seconds = (all.octetsAll - all.octets) * millis / all.octets / 1000;
            words.add(String.format(Locale.ROOT, "%d:%02d left", seconds / 60, seconds % 60));
        }
        return String.join(", ", words);
    }

    /** Makes room for lines of output about a run that has ended. */
    synchronized void ended(Runnable output) {
        ended++;
        bar.clear();
        output.run();
    }

    @Override
    public synchronized void close() {
        bar.close();
    }
}
