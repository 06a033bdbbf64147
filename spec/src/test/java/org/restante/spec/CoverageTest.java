package org.restante.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/** Runs the generator on a repository of one module, whose tests are compiled for the purpose. */
final class CoverageTest {
    private static final String CONTRACT =
            """
            abstract class ContractExample {
                @Test @Spec("ZA-001") void holds() {}
            }
            """;

    @TempDir Path root;

    @BeforeEach
    void aRepositoryWithThreeRequirements() throws IOException {
        Files.createDirectories(root.resolve("docs/rfc"));
        Files.createDirectories(root.resolve("store/target/test-classes"));
        Files.writeString(root.resolve("store/pom.xml"), "");
        write(
                "requirements.md",
                """
                ## 1. First
                - **ZA-001** MUST, server, x. y
                - **ZA-002** SHOULD, client, x. y
                ### 1.1 Second
                - **ZB-001** MAY, both, x. y
                """);
        reasons("");
    }

    @Test
    void eachSectionTellsTestOrReasonOrThatItIsOpen() throws Exception {
        reasons("| * client | no client |");
        tests(CONTRACT);

        assertThat(Coverage.page(root, true))
                .endsWith(
                        """
                        | prefix | covered | reason | open | all |
                        | --- | --- | --- | --- | --- |
                        | ZA | 1 | 1 | 0 | 2 |
                        | ZB | 0 | 0 | 1 | 1 |
                        | all | 1 | 1 | 1 | 3 |

                        ## 1. First

                        | id | level | who | proved by, or why not |
                        | --- | --- | --- | --- |
                        | ZA-001 | MUST | server | `ContractExample.holds` |
                        | ZA-002 | SHOULD | client | – no client |

                        ## 1.1 Second

                        | id | level | who | proved by, or why not |
                        | --- | --- | --- | --- |
                        | ZB-001 | MAY | both | **open** |
                        """);
    }

    @Test
    void anInheritedTestCountsOnceUnderItsContract() throws Exception {
        tests(CONTRACT, "final class MemoryContractExample extends ContractExample {}");

        assertThat(Coverage.page(root, true)).contains("| `ContractExample.holds` |");
    }

    @Test
    void onAClassItHoldsForEveryTestAndForNestedOnes() throws Exception {
        tests(
                """
                @Spec("ZA-001") final class WholeClassExample {
                    @Test void first() {}
                    void second() {}
                    @Nested final class Inner {
                        @RepeatedTest(2) void third() {}
                    }
                }
                """);

        assertThat(Coverage.page(root, true))
                .contains("| `WholeClassExample.Inner.third`, `WholeClassExample.first` |");
    }

    @Test
    void aLongListIsCut() throws Exception {
        tests(
                """
                final class ManyExample {
                    @Test @Spec("ZA-001") void e() {}
                    @Test @Spec("ZA-001") void b() {}
                    @Test @Spec({"ZB-001", "ZA-001"}) void a() {}
                    @Test @Spec("ZA-001") void d() {}
                    @Test @Spec("ZA-001") void c() {}
                }
                """);

        assertThat(Coverage.page(root, true))
                .contains("| `ManyExample.a`, `ManyExample.b`, `ManyExample.c` +2 |");
    }

    @Test
    void specOnSomethingThatIsNoTestIsAFault() throws Exception {
        tests(
                """
                final class MisplacedExample {
                    @BeforeEach @Spec("ZA-001") void notRun() {}
                }
                """,
                "@Spec(\"ZA-001\") final class EmptyExample {}");

        assertThatThrownBy(() -> Coverage.page(root, true))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        """
                        EmptyExample carries @Spec but has no test
                        MisplacedExample.notRun carries @Spec but is not a test\
                        """);
    }

    @Test
    void anUnknownIdIsAFaultInTestsAndInReasons() throws Exception {
        write("requirements.md", "- **ZB-001** MAY, both, x. y");
        reasons("| ZB-009 | reason |");
        tests(CONTRACT);

        assertThatThrownBy(() -> Coverage.page(root, true))
                .hasMessage(
                        """
                        ZA-001 in ContractExample.holds is no requirement
                        ZB-009 in not-covered.md is no requirement\
                        """);
    }

    @Test
    void aReasonForWhatHasATestIsAFaultUnlessItIsAWildcard() throws Exception {
        tests(CONTRACT);
        reasons("| ZA-* | reason |");
        assertThat(Coverage.page(root, true)).contains("`ContractExample.holds`");

        reasons("| ZA-001 – ZA-002 | reason |");
        assertThatThrownBy(() -> Coverage.page(root, true))
                .hasMessage("ZA-001 has a test and, in not-covered.md, a reason to have none");
    }

    @Test
    void anOpenRequirementIsAFaultWhenNoneMayBeOpen() throws Exception {
        reasons("| ZA-* | reason |");

        assertThatThrownBy(() -> Coverage.page(root, false))
                .hasMessage("ZB-001 has neither a test nor a reason");
    }

    @Test
    void testsThatAreNotCompiledAreAFault() throws IOException {
        Files.delete(root.resolve("store/target/test-classes"));
        Files.createDirectories(root.resolve("store/src/test/java"));

        assertThatThrownBy(() -> Coverage.page(root, true))
                .hasMessage("the tests of store are not compiled");
    }

    @Test
    void anOutdatedPageFailsTheCheckUntilItIsWritten() throws IOException {
        reasons("| * | reason |");
        assertThatThrownBy(() -> Coverage.main(new String[] {"check", root.toString()}))
                .hasMessageContaining("-Drestante.update");

        Coverage.main(new String[] {"write", root.toString()});

        assertThatCode(() -> Coverage.check(root)).doesNotThrowAnyException();
    }

    private void reasons(String row) throws IOException {
        write("not-covered.md", "| which | why |\n| --- | --- |\n" + row + "\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(root.resolve("docs/rfc").resolve(name), text);
    }

    private void tests(String... sources) throws IOException, URISyntaxException {
        Path source = Files.createDirectories(root.resolve("store/src")).resolve("Examples.java");
        Files.writeString(
                source,
                "import org.junit.jupiter.api.*;\nimport org.restante.spec.Spec;\n"
                        + String.join("\n", sources));
        int exit =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "-nowarn",
                                "-proc:none",
                                "-cp",
                                home(Spec.class) + File.pathSeparator + home(Test.class),
                                "-d",
                                root.resolve("store/target/test-classes").toString(),
                                source.toString());
        assertThat(exit).isZero();
    }

    private static Path home(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
