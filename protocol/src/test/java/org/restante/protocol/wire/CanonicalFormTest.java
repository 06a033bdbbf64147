package org.restante.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.restante.spec.Spec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** The one rule that turns stored octets into lines: what is measured is what is sent. */
final class CanonicalFormTest {
    private static final String[] PIECES = {"\r\n", "\n", "\r", ".", "a", "\0", "\u00FF", "text"};

    @ParameterizedTest
    @Spec({"OC-001", "OC-006", "P3-027", "P3-028"})
    @CsvSource({
        "'', 0, ''",
        "Subject: a␍␊, 12, Subject: a␍␊",
        "Subject: a␍␊␍␊, 14, Subject: a␍␊␍␊",
        ".first␍␊␍␊x␍␊, 13, .first␍␊␍␊x␍␊",
        "A: b␍␊␍␊.␍␊, 11, A: b␍␊␍␊.␍␊",
        "A: b␍␊␍␊end, 13, A: b␍␊␍␊end␍␊",
        "A: b␍␊␍␊␍␊, 10, A: b␍␊␍␊␍␊",
        "A: b␊␊x␊.␊y␊, 17, A: b␍␊␍␊x␍␊.␍␊y␍␊",
        "Subject: a␊␊.␊..b␊c, 25, Subject: a␍␊␍␊.␍␊..b␍␊c␍␊",
        "A: b␍␊␍␊a␍b␍␊, 13, A: b␍␊␍␊a␍b␍␊",
        "A: b␍␊␍␊x␍␍␊, 12, A: b␍␊␍␊x␍␍␊",
    })
    void aMessageHasTheSizeAndTheLinesOfItsCanonicalForm(
            String shown, long octets, String canonicalShown) throws IOException {
        String stored = octetsOf(shown);
        assertThat(measured(stored, 4096).octets()).isEqualTo(octets);
        assertThat(sent(stored, 4096, 4096)).isEqualTo(octetsOf(canonicalShown));
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "a␍␊, true",
        "a.␍␊␍␊b␍c␍␊, true",
        "a, false",
        "a␍, false",
        "a␊, false",
        "␊, false",
        ".␍␊, false",
        "a␍␊.b␍␊, false",
    })
    void theWireFormNeedsNeitherLineEndsNorStuffing(String shown, boolean wireForm) {
        assertThat(measured(octetsOf(shown), 4096).isWireForm()).isEqualTo(wireForm);
        assertThat(measured(octetsOf(shown), 1).isWireForm()).isEqualTo(wireForm);
    }

    @ParameterizedTest
    @CsvSource({"'', true", "a␍␊, true", "a␊, true", "a, false", "a␍, false"})
    void itTellsWhetherALineIsComplete(String shown, boolean complete) {
        assertThat(measured(octetsOf(shown), 1).endsWithLine()).isEqualTo(complete);
    }

    @ParameterizedTest
    @Spec({"P3-026", "OC-002"})
    @ValueSource(ints = {1, 2, 3, 7, 4096})
    void howTheOctetsAreCutMakesNoDifference(int cut) throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            String stored = random(random);
            String canonical = model(stored);
            CanonicalForm form = measured(stored, cut);
            assertThat(form.octets()).as("seed %d", seed).isEqualTo(canonical.length());
            assertThat(form.isWireForm())
                    .as("seed %d", seed)
                    .isEqualTo(
                            stored.equals(canonical)
                                    && !canonical.startsWith(".")
                                    && !canonical.contains("\n."));
            assertThat(sent(stored, cut, 4096)).as("seed %d", seed).isEqualTo(canonical);
            assertThat(sent(stored, 4096, cut)).as("seed %d", seed).isEqualTo(canonical);
        }
    }

    @Test
    @Spec("P3-026")
    void linesAcrossTheStreamsOwnBlocksStayWhole() throws IOException {
        for (int length = 16 * 1024 - 3; length < 16 * 1024 + 3; length++) {
            for (String end : new String[] {"\n", "\r\n", "\r\r\n", "\r", ""}) {
                String stored = "x".repeat(length) + end;
                assertThat(sent(stored, 1 << 20, 1000)).isEqualTo(model(stored));
            }
        }
    }

    @Test
    void octetsReadOneByOneAreUnsigned() throws IOException {
        try (InputStream in = stream("\u00FF\n", 10)) {
            assertThat(new int[] {in.read(), in.read(), in.read(), in.read(), in.read()})
                    .containsExactly(0xFF, '\r', '\n', -1, -1);
        }
    }

    @Test
    void closingClosesWhatItReadsFrom() throws IOException {
        boolean[] closed = new boolean[1];
        new CanonicalInputStream(
                        new ByteArrayInputStream(new byte[0]) {
                            @Override
                            public void close() {
                                closed[0] = true;
                            }
                        })
                .close();
        assertThat(closed).containsExactly(true);
    }

    private static String octetsOf(String shown) {
        return shown.replace('␍', '\r').replace('␊', '\n');
    }

    private static String model(String stored) {
        String lines = stored.replaceAll("(?<!\r)\n", "\r\n");
        return lines.isEmpty() || lines.endsWith("\n") ? lines : lines + "\r\n";
    }

    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(30); pieces > 0; pieces--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static CanonicalForm measured(String stored, int cut) {
        byte[] octets = stored.getBytes(StandardCharsets.ISO_8859_1);
        CanonicalForm form = new CanonicalForm();
        for (int at = 0; at < octets.length; at += cut) {
            form.update(octets, at, Math.min(cut, octets.length - at));
        }
        return form;
    }

    /** Read in pieces of one size from a source that gives pieces of another. */
    private static String sent(String stored, int given, int wanted) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        byte[] piece = new byte[wanted + 2];
        try (InputStream in = stream(stored, given)) {
            for (int read; (read = in.read(piece, 1, wanted)) >= 0; ) {
                assertThat(read).isBetween(1, wanted);
                sent.write(piece, 1, read);
            }
        }
        return sent.toString(StandardCharsets.ISO_8859_1);
    }

    private static InputStream stream(String stored, int given) {
        byte[] octets = stored.getBytes(StandardCharsets.ISO_8859_1);
        return new CanonicalInputStream(
                new ByteArrayInputStream(octets) {
                    @Override
                    public synchronized int read(byte[] target, int offset, int length) {
                        return super.read(target, offset, Math.min(length, given));
                    }
                });
    }
}
