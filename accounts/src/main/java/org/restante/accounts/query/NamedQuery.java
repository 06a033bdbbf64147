package org.restante.accounts.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A query with named parameters. The values never become part of its text: each name becomes a
 * parameter of a prepared statement.
 *
 * @param sql with a {@code ?} for each parameter
 * @param parameters the name that stands for each {@code ?}
 */
public record NamedQuery(String sql, List<String> parameters) {
    private static final Set<String> NAMES = Set.of("name", "local", "domain");

    public NamedQuery {
        parameters = List.copyOf(parameters);
    }

    /**
     * Reads a query. What stands in quotes or in a comment, and {@code ::type}, is left alone.
     *
     * @throws IllegalArgumentException with what is wrong: an unknown name, none at all, a bare
     *     {@code ?}, a quote that does not end
     */
    public static NamedQuery parse(String text) {
        StringBuilder sql = new StringBuilder();
        List<String> names = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = verbatimEnd(text, at);
            if (end > at) {
                sql.append(text, at, end);
            } else if (text.charAt(at) == ':' && startsName(text, at + 1)) {
                end = at + 1;
                while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
                    end++;
                }
                names.add(known(text.substring(at + 1, end)));
                sql.append('?');
            } else if (text.charAt(at) == '?') {
                throw new IllegalArgumentException(
                        "holds a ?; parameters are :name, :local and :domain");
            } else {
                sql.append(text.charAt(at));
                end = at + 1;
            }
            at = end;
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "asks for nobody: it holds none of :name, :local and :domain");
        }
        return new NamedQuery(sql.toString(), names);
    }

    private static String known(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "knows no :" + name + "; parameters are :name, :local and :domain");
        }
        return name;
    }

    private static boolean startsName(String text, int at) {
        return at < text.length() && Character.isJavaIdentifierStart(text.charAt(at));
    }

    /** Where a quoted text, a comment or a cast that begins here ends; {@code at} if none does. */
    private static int verbatimEnd(String text, int at) {
        if (text.startsWith("::", at)) {
            return at + 2;
        }
        if (text.startsWith("--", at)) {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end;
        }
        if (text.startsWith("/*", at)) {
            return behind(text, "*/", at + 2);
        }
        char quote = text.charAt(at);
        // A doubled quote inside is the end of one text and the start of the next: the same here.
        return quote == '\'' || quote == '"' ? behind(text, String.valueOf(quote), at + 1) : at;
    }

    private static int behind(String text, String end, int from) {
        int found = text.indexOf(end, from);
        if (found < 0) {
            throw new IllegalArgumentException("has no " + end + " where one is needed");
        }
        return found + end.length();
    }

    PreparedStatement prepare(Connection connection, Map<String, String> values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, values.get(parameters.get(i)));
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }
}
