package org.restante.accounts.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamedQueryTest {
    @Test
    void namesBecomeParametersAndTheRestStays() {
        NamedQuery query =
                NamedQuery.parse(
                        "SELECT 'it''s :name', \":local\", a::text -- :domain\n/* :name ? */"
                                + " FROM t WHERE l = :local AND d=:domain AND l <> :local");
        assertThat(query.sql())
                .isEqualTo(
                        "SELECT 'it''s :name', \":local\", a::text -- :domain\n/* :name ? */"
                                + " FROM t WHERE l = ? AND d=? AND l <> ?");
        assertThat(query.parameters()).containsExactly("local", "domain", "local");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT :user",
                "SELECT ? = :name",
                "SELECT ':name",
                "SELECT /* :name"
            })
    void anyOtherIsRefused(String text) {
        assertThatThrownBy(() -> NamedQuery.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
