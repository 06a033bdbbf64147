package org.restante.cli;

/** The command {@code restante}. */
final class Main {
    private Main() {}

    public static void main(String[] args) {}
}
