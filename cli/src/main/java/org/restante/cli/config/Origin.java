package org.restante.cli.config;

import java.nio.file.Path;

/** Where a value comes from; prints as a person would look for it. */
public sealed interface Origin {
    /** Nobody set it. */
    record Default() implements Origin {
        @Override
        public String toString() {
            return "default";
        }
    }

    /** A file as a whole: it could not be read, or lacks something. */
    record WholeFile(Path path) implements Origin {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A place in a file.
     *
     * @param line the first is 1
     * @param column the first is 1
     */
    record InFile(Path path, int line, int column) implements Origin {
        @Override
        public String toString() {
            return path + ":" + line + ":" + column;
        }
    }

    /**
     * The command line.
     *
     * @param option its name, such as {@code --data}
     */
    record CommandLine(String option) implements Origin {
        @Override
        public String toString() {
            return "command line, " + option;
        }
    }
}
