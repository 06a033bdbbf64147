package org.restante.cli.bench;

import org.restante.cli.config.TrustOptions;
import org.restante.client.Trust;

import picocli.CommandLine.Option;

import java.io.IOException;

/** A bench may also believe anybody: what it measures is a test server more often than not. */
final class BenchTrust extends TrustOptions {
    @Option(
            names = "--insecure",
            description = "Trust any certificate: the password may go to somebody else.")
    private boolean insecure;

    @Override
    public boolean isGiven() {
        return insecure || super.isGiven();
    }

    @Override
    public Trust trust() throws IOException {
        return insecure ? Trust.system().withJudge((_, _) -> {}) : super.trust();
    }
}
