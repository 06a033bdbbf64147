package org.restante.cli.config;

/** A key whose value does not go with the others, and why. */
record Wrong(Key<?> key, String message) {}
