package io.easyml.versioning.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.easyml.messaging.start.CannotStartException;
import java.net.URI;
import java.net.URLDecoder;

/** {@code postgresql://user:password@host:port/database}, taken apart; JDBC wants the credentials on their own. */
public record PostgresUrl(String jdbcUrl, String user, String password) {

    static PostgresUrl parse(String url) {
        try {
            var uri = URI.create(url);
            var userInfo = uri.getRawUserInfo();
            var path = uri.getRawPath();
            if (("postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && userInfo != null
                    && userInfo.contains(":")
                    && path != null
                    && path.length() > 1) {
                var colon = userInfo.indexOf(':');
                var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
                var port = uri.getPort() < 0 ? 5432 : uri.getPort();
                return new PostgresUrl(
                        "jdbc:postgresql://" + uri.getHost() + ":" + port + path + query,
                        decoded(userInfo.substring(0, colon)),
                        decoded(userInfo.substring(colon + 1)));
            }
        } catch (IllegalArgumentException broken) {
            // the text may hold a password: the sentence below does not repeat it
        }
        throw new CannotStartException(
                "POSTGRES_URL must look like postgresql://user:password@host:5432/database, with special characters"
                        + " percent-encoded");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    @Override
    public String toString() {
        return jdbcUrl;
    }
}
