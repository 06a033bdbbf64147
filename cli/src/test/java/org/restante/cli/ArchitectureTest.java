package org.restante.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.restante.cli.counterexample.Counterexample;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What may know what, for the compiled classes of every module. A rule that sees no class fails
 * (ArchUnit's default), and each rule is also shown something that it must refuse.
 */
final class ArchitectureTest {
    private static final String OURS = "org.restante.";
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..").normalize();
    private static final JavaClasses PRODUCT = compiledClasses();
    private static final JavaClasses COUNTEREXAMPLES =
            new ClassFileImporter().importPackagesOf(Counterexample.class);

    private static final ArchRule NO_CYCLES =
            SlicesRuleDefinition.slices().assignedFrom(onePackageEach()).should().beFreeOfCycles();

    private static final ArchRule SPEAKING_NAMES =
            noClasses()
                    .should()
                    .haveNameMatching(
                            ".*[.$](\\w*(Manager|Helper|Utils?|Impl)|(Abstract|Base)[A-Z]\\w*)");

    private static final ArchCondition<JavaClass> SLEEP =
            new ArchCondition<>("sleep") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getMethodCallsFromSelf().stream()
                            .filter(call -> call.getTargetOwner().isEquivalentTo(Thread.class))
                            .filter(call -> call.getName().equals("sleep"))
                            .forEach(call ->
                                    events.add(
                                            SimpleConditionEvent.satisfied(
                                                    type, call.getDescription())));
                }
            };

    /** With the machine's own digits and letters no name, reply or file is what it should be. */
    private static final ArchCondition<JavaClass> FORMAT_BY_THE_MACHINES_LOCALE =
            new ArchCondition<>("format by the machine's locale") {
                private static final List<Class<?>> FORMATTING =
                        List.of(String.class, PrintStream.class, PrintWriter.class, Console.class);

                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getCodeUnitAccessesFromSelf().stream()
                            .filter(access -> formats(access.getTargetOwner(), access.getName()))
                            .filter(access ->
                                    access.getTarget().getRawParameterTypes().stream()
                                            .noneMatch(it -> it.isEquivalentTo(Locale.class)))
                            .forEach(access ->
                                    events.add(
                                            SimpleConditionEvent.satisfied(
                                                    type, access.getDescription())));
                }

                private static boolean formats(JavaClass owner, String called) {
                    return owner.isEquivalentTo(Formatter.class)
                            ? called.equals("<init>")
                            : FORMATTING.stream().anyMatch(owner::isEquivalentTo)
                                    && List.of("format", "formatted", "printf").contains(called);
                }
            };

    private static final ArchCondition<JavaClass> BE_NULL_MARKED =
            new ArchCondition<>("be in a package with @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean marked =
                            type.getSimpleName().equals("module-info")
                                    || type.getPackage()
                                            .isAnnotatedWith("org.jspecify.annotations.NullMarked");
                    events.add(
                            new SimpleConditionEvent(
                                    type, marked, type.getPackageName() + " is not @NullMarked"));
                }
            };

    /** What a module may know of ours; a module that is not named may know everything. */
    record Layer(String module, List<String> mayKnow) {}

    static Stream<Layer> layers() {
        return Stream.of(
                new Layer("spec", List.of()),
                new Layer("protocol", List.of()),
                new Layer("store", List.of("protocol")),
                new Layer("server", List.of("protocol", "store")),
                new Layer("client", List.of("protocol")),
                new Layer("collect", List.of("protocol", "client", "store")),
                new Layer("accounts", List.of("protocol", "store", "server")),
                new Layer("oauth", List.of("protocol", "store", "server")),
                new Layer("acme", List.of("protocol", "store", "server")),
                new Layer("bench", List.of("protocol", "client")),
                new Layer("testkit", List.of("protocol", "store", "server", "spec")),
                new Layer(
                        "shell",
                        List.of("protocol", "client", "testkit", "spec", "store", "server")));
    }

    /** A layer of which nothing is built yet has no classes to look at. */
    static Stream<Layer> builtLayers() {
        return layers().filter(layer -> Files.exists(ROOT.resolve(layer.module() + "/pom.xml")));
    }

    @ParameterizedTest
    @MethodSource("builtLayers")
    void aModuleKnowsOnlyTheModulesBelowIt(Layer layer) {
        layering(layer).check(PRODUCT);
    }

    @ParameterizedTest
    @MethodSource("builtModulesOnTheJdkAlone")
    void protocolStoreAndServerStandOnTheJdkAlone(String module) {
        onJdkAlone(OURS + module + "..").check(PRODUCT);
    }

    /** Whoever uses the testkit inherits nothing else; JUnit is theirs to bring. */
    @Test
    void theTestkitNeedsJunitForItsExtensionAlone() {
        noClasses()
                .that()
                .resideInAPackage(OURS + "testkit")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.junit..", OURS + "testkit.junit..")
                .check(PRODUCT);
        onJdkAlone(OURS + "testkit").check(PRODUCT);
    }

    static Stream<String> builtModulesOnTheJdkAlone() {
        return builtLayers()
                .map(Layer::module)
                .filter(module ->
                        !List.of(
                                        "accounts",
                                        "oauth",
                                        "acme",
                                        "bench",
                                        "testkit",
                                        "collect",
                                        "shell")
                                .contains(module));
    }

    @Test
    void packagesHaveNoCycles() {
        NO_CYCLES.check(PRODUCT);
    }

    @Test
    void namesAreTheFieldsOwnWords() {
        SPEAKING_NAMES.check(PRODUCT);
    }

    @Test
    void onlyTheCommandPrints() {
        outsideCli().should(ACCESS_STANDARD_STREAMS).check(PRODUCT);
    }

    @Test
    void onlyTheCommandChoosesTheLogger() {
        withoutJavaUtilLogging(outsideCli().should()).check(PRODUCT);
    }

    @Test
    void onlyServerAndCommandMaySleep() {
        noClasses()
                .that()
                .resideOutsideOfPackages(OURS + "server..", OURS + "cli..")
                .should(SLEEP)
                .check(PRODUCT);
    }

    @Test
    void nothingIsFormattedByTheMachinesLocale() {
        noClasses().should(FORMAT_BY_THE_MACHINES_LOCALE).check(PRODUCT);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes().should(BE_NULL_MARKED).check(PRODUCT);
    }

    /** A path that is wrong, or a module that is new, must not make the rules look at less. */
    @Test
    void theRulesSeeEveryModule() throws IOException {
        try (var folders = Files.list(ROOT)) {
            var modules =
                    folders.filter(ArchitectureTest::isOurs)
                            .map(folder -> OURS + folder.getFileName().toString().replace('-', '.'))
                            .toList();
            assertThat(modules)
                    .contains(OURS + "protocol", OURS + "store", OURS + "server", OURS + "cli")
                    .allSatisfy(module ->
                            assertThat(PRODUCT)
                                    .anyMatch(it -> it.getPackageName().startsWith(module)));
        }
    }

    static Stream<ArchRule> rulesThatTheCounterexamplesBreak() {
        return Stream.of(
                onJdkAlone("..counterexample.."),
                NO_CYCLES,
                SPEAKING_NAMES,
                noClasses().should(ACCESS_STANDARD_STREAMS),
                withoutJavaUtilLogging(noClasses().should()),
                noClasses().should(SLEEP),
                noClasses().should(FORMAT_BY_THE_MACHINES_LOCALE),
                classes().should(BE_NULL_MARKED),
                layering(new Layer("cli.counterexample", List.of("protocol"))));
    }

    @ParameterizedTest
    @MethodSource("rulesThatTheCounterexamplesBreak")
    void eachRuleRefusesItsCounterexample(ArchRule rule) {
        assertThatThrownBy(() -> rule.check(COUNTEREXAMPLES)).isInstanceOf(AssertionError.class);
    }

    private static ArchRule layering(Layer layer) {
        String[] known =
                Stream.concat(Stream.of(layer.module()), layer.mayKnow().stream())
                        .map(module -> OURS + module + "..")
                        .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(OURS + layer.module() + "..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(known)
                                .or(
                                        describe(
                                                "are not ours",
                                                it -> !it.getPackageName().startsWith(OURS))));
    }

    private static ArchRule onJdkAlone(String packages) {
        return classes()
                .that()
                .resideInAPackage(packages)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(
                                "java..",
                                "javax..",
                                "jdk.net",
                                "org.jspecify..",
                                "org.restante.."));
    }

    /** ArchUnit's own condition sees fields only, not calls. */
    private static ArchRule withoutJavaUtilLogging(ClassesShould classes) {
        return classes.dependOnClassesThat().resideInAPackage("java.util.logging..");
    }

    private static GivenClassesConjunction outsideCli() {
        return noClasses().that().resideOutsideOfPackage(OURS + "cli..");
    }

    private static SliceAssignment onePackageEach() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return type.getPackageName().startsWith(OURS)
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "one slice for each package";
            }
        };
    }

    /** Some modules have tests alone, one is compiled from the sources of others. */
    private static boolean isOurs(Path folder) {
        return Files.exists(folder.resolve("src/main/java/org/restante"));
    }

    private static JavaClasses compiledClasses() {
        try (var folders = Files.list(ROOT)) {
            var roots =
                    folders.filter(ArchitectureTest::isOurs)
                            .map(folder -> folder.resolve("target/classes"))
                            .filter(Files::isDirectory)
                            .toList();
            return new ClassFileImporter().importPaths(roots);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
