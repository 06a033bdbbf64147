package org.restante.spec;

import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What compiled test classes say about requirements. The class files are read, not loaded: loading
 * would need every module's class path and would run static initializers.
 */
final class TestClasses {
    private static final String SPEC = Spec.class.getSimpleName();

    private record Test(String name, List<String> ids) {}

    private final Map<String, List<String>> classIds = new HashMap<>();
    private final Map<String, List<Test>> tests = new HashMap<>();
    private final Map<String, List<String>> parents = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** Adds every class under a folder. */
    void read(Path folder) throws IOException {
        List<Path> files;
        try (var walk = Files.walk(folder)) {
            files = walk.filter(file -> file.toString().endsWith(".class")).sorted().toList();
        }
        for (Path file : files) {
            read(ClassFile.of().parse(file));
        }
    }

    private void read(ClassModel model) {
        String name = model.thisClass().asInternalName();
        var above = new ArrayList<String>();
        model.superclass().ifPresent(parent -> above.add(parent.asInternalName()));
        model.interfaces().forEach(parent -> above.add(parent.asInternalName()));
        parents.put(name, above);
        classIds.put(name, ids(model));
        var found = new ArrayList<Test>();
        for (MethodModel method : model.methods()) {
            String test = shortName(name) + "." + method.methodName().stringValue();
            List<String> ids = ids(method);
            if (annotations(method).stream().anyMatch(TestClasses::makesTest)) {
                found.add(new Test(test, ids));
            } else if (!ids.isEmpty()) {
                problems.add(test + " carries @Spec but is not a test");
            }
        }
        tests.put(name, found);
    }

    /**
     * The tests that prove each id, by name. A test inherited from a contract class counts once,
     * under the class that declares it.
     */
    SortedMap<String, SortedSet<String>> proofs() {
        var proofs = new TreeMap<String, SortedSet<String>>();
        tests.values().stream()
                .flatMap(List::stream)
                .forEach(test -> prove(proofs, test.ids(), test.name()));
        classIds.forEach(
                (name, ids) -> testsOf(name).forEach(test -> prove(proofs, ids, test.name())));
        return proofs;
    }

    /** {@code @Spec} in places where it proves nothing, one line for each. */
    List<String> problems() {
        var all = new ArrayList<>(problems);
        classIds.forEach((name, ids) -> {
            if (!ids.isEmpty() && testsOf(name).isEmpty()) {
                all.add(shortName(name) + " carries @Spec but has no test");
            }
        });
        return all.stream().sorted().toList();
    }

    private static void prove(
            Map<String, SortedSet<String>> proofs, List<String> ids, String test) {
        ids.forEach(id -> proofs.computeIfAbsent(id, _ -> new TreeSet<>()).add(test));
    }

    /** Declared, inherited, and those of nested classes: what JUnit runs for this class. */
    private List<Test> testsOf(String name) {
        var all = new ArrayList<Test>();
        tests.forEach((other, found) -> {
            if (other.equals(name) || other.startsWith(name + "$")) {
                all.addAll(found);
            }
        });
        parents.getOrDefault(name, List.of()).forEach(parent -> all.addAll(testsOf(parent)));
        return all;
    }

    private static boolean makesTest(Annotation annotation) {
        String name = simpleName(annotation);
        return name.endsWith("Test")
                || name.endsWith("TestFactory")
                || name.endsWith("TestTemplate");
    }

    private static List<String> ids(AttributedElement element) {
        return annotations(element).stream()
                .filter(annotation -> simpleName(annotation).equals(SPEC))
                .flatMap(annotation -> annotation.elements().stream())
                .map(AnnotationElement::value)
                .flatMap(TestClasses::strings)
                .toList();
    }

    private static Stream<String> strings(AnnotationValue value) {
        return ((AnnotationValue.OfArray) value)
                .values().stream().map(id -> ((AnnotationValue.OfString) id).stringValue());
    }

    private static List<Annotation> annotations(AttributedElement element) {
        return element.findAttribute(Attributes.runtimeVisibleAnnotations())
                .map(attribute -> attribute.annotations())
                .orElse(List.of());
    }

    private static String simpleName(Annotation annotation) {
        String name = annotation.classSymbol().displayName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** {@code org/restante/x/Outer$Inner} as {@code Outer.Inner}. */
    private static String shortName(String internalName) {
        return internalName.substring(internalName.lastIndexOf('/') + 1).replace('$', '.');
    }
}
