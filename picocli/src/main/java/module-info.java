/** The command line: names, options, help (https://picocli.info). */
module info.picocli {
    requires static java.sql;

    exports picocli;
}
