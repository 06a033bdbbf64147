package org.restante.accounts.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;

import org.restante.accounts.LoginName;

/** Filters with {@code {name}}, {@code {local}} and {@code {domain}} (RFC 4515). */
public final class LdapFilter {
    private LdapFilter() {}

    /**
     * A filter that is good whatever name is put in.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static String checked(String text) {
        if (!text.contains("{name}") && !text.contains("{local}")) {
            throw new IllegalArgumentException(
                    "holds neither {name} nor {local}: it would find anybody");
        }
        if (text.replaceAll("\\{(name|local|domain)}", "").matches("(?s).*[{}].*")) {
            throw new IllegalArgumentException("knows {name}, {local} and {domain} only");
        }
        try {
            filled(text, new LoginName("a@b", "a", "b"));
            return text;
        } catch (LDAPException e) {
            throw new IllegalArgumentException("is not a filter: " + e.getMessage(), e);
        }
    }

    /**
     * Where to search.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static String base(String text) {
        try {
            return new DN(text).toString();
        } catch (LDAPException e) {
            throw new IllegalArgumentException("is not a DN: " + e.getMessage(), e);
        }
    }

    /** RFC 4515 §3: each value is escaped, so that it stays a value. */
    static Filter filled(String template, LoginName name) throws LDAPException {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            if (template.startsWith("{name}", at)) {
                filled.append(Filter.encodeValue(name.name()));
                at += "{name}".length();
            } else if (template.startsWith("{local}", at)) {
                filled.append(Filter.encodeValue(name.local()));
                at += "{local}".length();
            } else if (template.startsWith("{domain}", at)) {
                filled.append(Filter.encodeValue(name.domain()));
                at += "{domain}".length();
            } else {
                filled.append(template.charAt(at));
                at++;
            }
        }
        return Filter.create(filled.toString());
    }
}
