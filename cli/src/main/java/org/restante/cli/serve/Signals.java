package org.restante.cli.serve;

import java.lang.reflect.Proxy;

/**
 * Signals of the system. The JDK has no supported way to hear SIGHUP; {@code sun.misc.Signal},
 * which its module {@code jdk.unsupported} exports, is the one there is. It is reached by
 * reflection, because the compiler's warning about it can be turned off in no other way.
 */
public final class Signals {
    private Signals() {}

    /** Runs the action on a thread of its own at each signal of this name, such as {@code HUP}. */
    public static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object own =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (_, _, _) -> {
                                action.run();
                                return null;
                            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), own);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java cannot handle SIG" + name, e);
        }
    }
}
