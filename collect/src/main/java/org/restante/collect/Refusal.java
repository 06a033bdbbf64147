package org.restante.collect;

/**
 * Why a message did not go where it should.
 *
 * @param passing whether the next run is to try again; else it waits, longer each time
 * @param reason in the words of who refused; one line
 */
public record Refusal(boolean passing, String reason) {
    /** What a person reads in a list. */
    private static final int REASON_LENGTH_MAX = 200;

    public Refusal {
        String line = reason.replaceAll("\\p{Cntrl}+", " ").strip();
        reason = line.substring(0, Math.min(line.length(), REASON_LENGTH_MAX));
    }
}
