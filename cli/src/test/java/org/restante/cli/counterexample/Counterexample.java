package org.restante.cli.counterexample;

import com.google.gson.Gson;

import org.restante.cli.counterexample.other.CounterexampleHelper;
import org.restante.store.MaildropName;

import java.util.logging.Logger;

/**
 * Breaks every rule of the architecture: what the rules are tried on. This package is unmarked on
 * purpose.
 */
public final class Counterexample {
    private Counterexample() {}

    public static void breakRules(MaildropName upwards) throws InterruptedException {
        System.out.println(new Gson().toJson("%s%s".formatted(CounterexampleHelper.TEXT, upwards)));
        Logger.getLogger(CounterexampleHelper.TEXT).info("");
        Thread.sleep(0);
    }
}
