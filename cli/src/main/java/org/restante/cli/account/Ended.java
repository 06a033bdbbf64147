package org.restante.cli.account;

import com.google.gson.JsonObject;

import java.util.OptionalInt;

/** Tells what was done to an account, and how many of its sessions that ended. */
final class Ended {
    private Ended() {}

    static String words(String done, OptionalInt sessions) {
        int ended = sessions.orElse(0);
        if (ended == 0) {
            return done;
        }
        return done + ", " + ended + (ended == 1 ? " open session ended" : " open sessions ended");
    }

    /** Without the number if no server runs. */
    static JsonObject json(String account, OptionalInt sessions) {
        JsonObject json = new JsonObject();
        json.addProperty("name", account);
        sessions.ifPresent(ended -> json.addProperty("sessions-ended", ended));
        return json;
    }
}
