package org.restante.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://id.example.org",
                "HTTPS://id.example.org:8443/realms/mail?x=1",
                "http://localhost:8080/",
                "http://127.0.0.1/",
                "http://127.8.9.10:1/",
                "http://[::1]:8080/keys",
            })
    void anEncryptedWayOrThisMachineIsTaken(String text) {
        assertThat(WebAddress.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example.org/",
                "http://127.0.0.1.example.org/",
                "http://localhost.example.org/",
                "http://10.0.0.1/",
                "http://[::2]/",
                "ftp://localhost/",
                "file:///etc/passwd",
                "https:",
                "https:///keys",
                "https://user:word@id.example.org/",
                "https://id.example.org/#keys",
                "id.example.org",
                "",
                "https://id example.org/",
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> WebAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
