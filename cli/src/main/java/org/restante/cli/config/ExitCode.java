package org.restante.cli.config;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the command tells its caller: the codes of sysexits.h, which mail programs act upon. */
public enum ExitCode {
    OK(0, "success"),
    USAGE(64, "the command was used wrongly"),
    DATA(65, "the input is not what it should be"),
    NO_INPUT(66, "an input file is missing or cannot be read"),
    NO_USER(67, "no such account"),
    UNAVAILABLE(69, "something that is needed is missing or does not answer"),
    SOFTWARE(70, "an error in Restante"),
    CANNOT_CREATE(73, "an output file cannot be made"),
    IO(74, "reading or writing failed"),
    TEMPORARY(75, "failed for now, try again later"),
    PERMISSION(77, "not allowed"),
    CONFIG(78, "the configuration is wrong");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** What the process returns, 0 to 78. */
    public int code() {
        return code;
    }

    /** Number to meaning, as picocli prints them at the end of a help text. */
    public static Map<String, String> listing() {
        return Arrays.stream(values())
                .collect(
                        Collectors.toMap(
                                each -> Integer.toString(each.code),
                                each -> each.meaning,
                                (one, _) -> one,
                                TreeMap::new));
    }
}
