package org.restante.bench;

import org.restante.protocol.Secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** How one user logs in. */
record Login(String user, Secret password, boolean saslPlain) {
    /** What is sent, each when the one before was answered; without line ends. */
    List<String> commands() {
        return saslPlain
                ? List.of("AUTH PLAIN " + message())
                : List.of("USER " + user, "PASS " + password.reveal());
    }

    /** What nobody is to be shown, in any form in which it is sent. */
    List<String> secrets() {
        return List.of(password.reveal(), message());
    }

    /** RFC 4616 §2. */
    private String message() {
        String message = "\0" + user + "\0" + password.reveal();
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }
}
