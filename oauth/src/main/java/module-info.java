/** Bearer tokens of OAuth 2: signed ones, and those that their issuer is asked about. */
module org.restante.oauth {
    requires static org.jspecify;
    requires transitive org.restante.server;
    requires com.nimbusds.jose.jwt;
    requires java.net.http;

    exports org.restante.oauth;
}
