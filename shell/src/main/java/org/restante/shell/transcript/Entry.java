package org.restante.shell.transcript;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What happened, in the order it did. */
sealed interface Entry {
    /** What an object or two take beside the octets; a guess on the safe side. */
    long OVERHEAD_OCTETS = 100;

    /** How much memory it takes, about. */
    long octets();

    record Sent(Octets line) implements Entry {
        @Override
        public long octets() {
            return OVERHEAD_OCTETS + line.kept().length();
        }
    }

    record Received(Octets line) implements Entry {
        @Override
        public long octets() {
            return OVERHEAD_OCTETS + line.kept().length();
        }
    }

    record Explained(String text) implements Entry {
        @Override
        public long octets() {
            return OVERHEAD_OCTETS + 2L * text.length();
        }
    }

    record Note(String text) implements Entry {
        @Override
        public long octets() {
            return OVERHEAD_OCTETS + 2L * text.length();
        }
    }

    record Took(Duration time) implements Entry {
        @Override
        public long octets() {
            return OVERHEAD_OCTETS;
        }
    }

    /** The lines of an answer behind its status line; grows while they come. */
    final class Body implements Entry {
        private final List<Octets> lines = new ArrayList<>();
        private long octetsKept;
        private long linesLeftOut;
        private long octetsTold;
        private long linesTold;
        private boolean ended;

        /** Keeps the line, or counts it; returns how much memory that takes. */
        long add(String line) {
            if (linesLeftOut > 0
                    || lines.size() == TranscriptRecorder.BODY_LINES_MAX
                    || octetsKept >= TranscriptRecorder.BODY_OCTETS_MAX) {
                linesLeftOut++;
                return 0;
            }
            Octets kept = Octets.of(line, TranscriptRecorder.LINE_OCTETS_MAX);
            lines.add(kept);
            octetsKept += kept.kept().length();
            return OVERHEAD_OCTETS + kept.kept().length();
        }

        void end(long octets, long lines) {
            octetsTold = octets;
            linesTold = lines;
            ended = true;
        }

        /** The first ones. */
        List<Octets> lines() {
            return Collections.unmodifiableList(lines);
        }

        /** How many lines came and were not kept. */
        long linesLeftOut() {
            return linesLeftOut;
        }

        /** Whether its end came. */
        boolean ended() {
            return ended;
        }

        /** The size that was told at its end. */
        long octetsTold() {
            return octetsTold;
        }

        long linesTold() {
            return linesTold;
        }

        @Override
        public long octets() {
            return OVERHEAD_OCTETS + lines.size() * OVERHEAD_OCTETS + octetsKept;
        }
    }
}
