package org.restante.server.session;

import org.restante.server.event.Events;
import org.restante.server.event.SessionIds;
import org.restante.server.login.Login;
import org.restante.store.MaildropStore;

import java.time.InstantSource;

/**
 * What the sessions of all POP listeners share; thread-safe, each of them.
 *
 * @param clock for the age of messages
 */
public record PopServices(
        MaildropStore store, Login login, Events events, SessionIds ids, InstantSource clock) {}
