package org.restante.bench;

import java.util.Arrays;
import java.util.Optional;

/** What a session does between login and QUIT. */
public enum Workload {
    /** STAT: a mail program that looks for new mail and finds none. */
    POLL("poll"),
    /** STAT, UIDL, LIST. */
    LIST("list"),
    /** STAT, UIDL, and RETR of each message, one after the other. */
    FETCH("fetch"),
    /** The same with many RETR on their way at once (RFC 2449 §6.6). */
    PIPELINED_FETCH("pfetch"),
    /** FETCH, with DELE behind each RETR: the mail is removed. Each maildrop is visited once. */
    DRAIN("drain"),
    /** Nothing: logs in and stays, without QUIT. */
    IDLE("idle");

    private final String word;

    Workload(String word) {
        this.word = word;
    }

    /** What it is called in commands. */
    public String word() {
        return word;
    }

    /** The one with that word. */
    public static Optional<Workload> of(String word) {
        return Arrays.stream(values()).filter(it -> it.word.equals(word)).findFirst();
    }

    boolean fetches() {
        return this == FETCH || this == PIPELINED_FETCH || this == DRAIN;
    }
}
