package io.easyml.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A PostgreSQL whose data last, with a password and with durable commits. */
public final class PostgresServer implements Server {

    private static final String USER = "postgres";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final EmbeddedPostgres server;
    private final String password;
    private final long pid;

    private PostgresServer(EmbeddedPostgres server, String password, long pid) {
        this.server = server;
        this.password = password;
        this.pid = pid;
    }

    /**
     * Starts a server; databases that it lacks are created.
     *
     * @param folder holds the data
     * @param password of the one user; a new server takes it, an existing one must have it
     */
    public static PostgresServer start(Path folder, int port, String password, List<String> databases, Path log) {
        var data = folder.resolve("data");
        try {
            Files.createDirectories(folder);
            Files.createDirectories(log.toAbsolutePath().getParent());
            var isNew = !Files.exists(data.resolve("PG_VERSION"));
            var server = EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setOverrideWorkingDirectory(binaries().toFile())
                    .setRegisterShutdownHook(false)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("shared_buffers", "64MB")
                    .setConnectConfig("password", password)
                    .setPGStartupWait(START)
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            var pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid"))
                    .getFirst()
                    .strip());
            Guardian.instance().watch(pid);
            var postgres = new PostgresServer(server, password, pid);
            try (var connection = postgres.connect("postgres")) {
                if (isNew) {
                    postgres.requirePassword(connection, data);
                }
                for (var database : databases) {
                    createIfMissing(connection, database);
                }
            }
            return postgres;
        } catch (IOException | SQLException | IllegalStateException failed) {
            throw new ServerException(
                    "postgres", "could not be started: " + failed.getMessage() + "; see " + log, failed);
        }
    }

    /** Extracted once; by the library, which locks them meanwhile. */
    private static Path binaries() throws IOException {
        return Files.createDirectories(Cache.folder().resolve("postgres"));
    }

    /** A new cluster trusts everybody on this machine; from here on the password is asked for. */
    private void requirePassword(Connection connection, Path data) throws SQLException, IOException {
        try (var statement = connection.createStatement()) {
            var quoted = statement.enquoteLiteral(password);
            statement.execute("alter role " + USER + " password " + quoted);
            Files.writeString(data.resolve("pg_hba.conf"), """
                    local all all              scram-sha-256
                    host  all all 127.0.0.1/32 scram-sha-256
                    host  all all ::1/128      scram-sha-256
                    """);
            statement.execute("select pg_reload_conf()");
        }
    }

    private static void createIfMissing(Connection connection, String database) throws SQLException {
        try (var exists = connection.prepareStatement("select 1 from pg_database where datname = ?");
                var create = connection.createStatement()) {
            exists.setString(1, database);
            if (!exists.executeQuery().next()) {
                create.execute("create database " + create.enquoteIdentifier(database, true));
            }
        }
    }

    private Connection connect(String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", password);
        return DriverManager.getConnection("jdbc:postgresql://" + address() + "/" + database, properties);
    }

    /** Creates a database unless it is there. */
    public void createDatabase(String database) {
        try (var connection = connect("postgres")) {
            createIfMissing(connection, database);
        } catch (SQLException failed) {
            throw new ServerException("postgres", "could not create the database " + database, failed);
        }
    }

    /** Address of a database with its credentials: {@code postgresql://user:password@host:port/database}. */
    public String url(String database) {
        return "postgresql://" + USER + ":" + password + "@" + address() + "/" + database;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public boolean alive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Override
    public void close() {
        var process = ProcessHandle.of(pid);
        try {
            server.close();
        } catch (IOException failed) {
            process.ifPresent(ProcessHandle::destroyForcibly);
        }
        // it is told to stop and has closed its files; now it is gone too
        process.ifPresent(PostgresServer::awaitEnd);
        Guardian.instance().forget(pid);
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException stubborn) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
