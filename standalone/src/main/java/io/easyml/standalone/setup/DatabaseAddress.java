package io.easyml.standalone.setup;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** {@code postgresql://user:password@host:port/database}, taken apart; MLflow's may name its driver after a plus. */
public record DatabaseAddress(String host, int port, String database, String user, String password) {

    /**
     * Takes it apart.
     *
     * @throws SetupException naming the setting, without its value
     */
    static DatabaseAddress of(String setting, String url) {
        try {
            var uri = URI.create(url);
            var scheme = String.valueOf(uri.getScheme());
            var path = String.valueOf(uri.getPath());
            if (scheme.matches("postgres(ql)?([+].*)?") && uri.getHost() != null && path.length() > 1) {
                var userInfo = (uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo()).split(":", 2);
                return new DatabaseAddress(
                        uri.getHost(),
                        uri.getPort() < 0 ? 5432 : uri.getPort(),
                        path.substring(1),
                        decode(userInfo[0]),
                        userInfo.length > 1 ? decode(userInfo[1]) : "");
            }
        } catch (IllegalArgumentException broken) {
            // the text may hold a password: the sentence below does not repeat it
        }
        throw new SetupException(
                setting + " is not an address: write postgresql://user:password@host:5432/database", null);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    String jdbcUrl() {
        return jdbcUrl(database);
    }

    private String jdbcUrl(String name) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + name;
    }

    /** A connection; its calls end within 30 s. */
    Connection connect() throws SQLException {
        return connect(database);
    }

    /** Creates the database where it is missing. */
    boolean create() throws SQLException {
        // every server has this one
        try (var connection = connect("postgres");
                var select = connection.prepareStatement("select 1 from pg_database where datname = ?")) {
            select.setString(1, database);
            if (select.executeQuery().next()) {
                return false;
            }
            try (var create = connection.createStatement()) {
                create.execute("create database " + create.enquoteIdentifier(database, true));
            }
            return true;
        }
    }

    private Connection connect(String name) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection(jdbcUrl(name), properties);
    }

    @Override
    public String toString() {
        return jdbcUrl();
    }
}
