package org.restante.testkit.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.restante.testkit.PostOffice;

/**
 * A {@link PostOffice} for the tests of a class, for JUnit 5 and 6.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PostOfficeExtension POST =
 *         new PostOfficeExtension(PostOffice.builder().account("alice", "secret"));
 * }</pre>
 *
 * <p>In a static field, or by {@code @ExtendWith}, it is started before the first test of the class
 * and keeps its ports; before each test it is made as new ({@link PostOffice#reset}). In an
 * instance field each test has one of its own. Tests take it from {@link #office} or as a parameter
 * of type {@link PostOffice}. Tests that share one must not run at the same time.
 */
// Whoever registers an extension has JUnit.
@SuppressWarnings("exports")
public final class PostOfficeExtension
        implements BeforeAllCallback,
                AfterAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                ParameterResolver {
    private final PostOffice.Builder plan;
    private @Nullable PostOffice office;

    /** In how many classes, one around the other, it is now; 0 for a field of each test. */
    private int classes;

    /** Without accounts; for {@code @ExtendWith}. */
    public PostOfficeExtension() {
        this(PostOffice.builder());
    }

    /**
     * With all that the builder says.
     *
     * @param plan not changed afterwards
     */
    public PostOfficeExtension(PostOffice.Builder plan) {
        this.plan = plan;
    }

    /**
     * The one that is running.
     *
     * @throws IllegalStateException outside the tests of its class
     */
    public PostOffice office() {
        PostOffice now = office;
        if (now == null) {
            throw new IllegalStateException("the post office runs during tests only");
        }
        return now;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // A nested class calls it again.
        if (classes++ == 0) {
            office = plan.start();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        PostOffice now = office;
        if (now == null) {
            office = plan.start();
        } else {
            now.reset();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (classes == 0) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        // The end of a nested class is not the end of the one around it.
        if (--classes == 0) {
            close();
        }
    }

    private void close() {
        PostOffice now = office;
        office = null;
        if (now != null) {
            now.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(PostOffice.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return office();
    }
}
