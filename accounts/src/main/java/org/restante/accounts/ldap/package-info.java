/**
 * Accounts of an LDAP directory, which is only asked, never written to. Start reading at {@link
 * org.restante.accounts.ldap.LdapAccounts}.
 */
@NullMarked
package org.restante.accounts.ldap;

import org.jspecify.annotations.NullMarked;
