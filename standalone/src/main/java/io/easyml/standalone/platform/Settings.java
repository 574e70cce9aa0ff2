package io.easyml.standalone.platform;

import io.easyml.embedded.PythonTools;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Addresses, folders and secrets of a platform on this machine, as environment variables of its processes. */
final class Settings {

    private final DataFolder folder;
    private final Home home;
    private final PythonTools tools;
    private final int apiPort;
    private final Map<String, Integer> ports = new HashMap<>();

    Settings(DataFolder folder, Home home, PythonTools tools, int apiPort) {
        this.folder = folder;
        this.home = home;
        this.tools = tools;
        this.apiPort = apiPort;
    }

    /** Chosen once, whoever asks first: what a server listens on is what the others were told. */
    synchronized int port(String server) {
        return ports.computeIfAbsent(server, folder::port);
    }

    String postgresPassword() {
        return folder.secret("postgres-password");
    }

    String redisPassword() {
        return folder.secret("redis-password");
    }

    /** What scripts get from {@code env}. */
    Map<String, String> forScripts(Addresses addresses) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("API_URL", "http://127.0.0.1:" + apiPort);
        settings.put("POSTGRES_URL", addresses.postgresUrl());
        settings.put("MONGO_URI", addresses.mongoUri());
        settings.put("REDIS_URL", addresses.redisUrl());
        settings.put("KAFKA_BOOTSTRAP_SERVERS", addresses.kafka());
        settings.put("MLFLOW_TRACKING_URI", addresses.mlflow());
        settings.put("DVC_REMOTE_URL", folder.of("dvc-remote").toString());
        settings.put("DVC_REPOS_DIR", folder.of("git").toString());
        settings.put("DVC_BIN", tools.program("dvc").toString());
        settings.put("MODELS_DIR", folder.of("models").toString());
        settings.put("DATASETS_DIR", folder.of("datasets").toString());
        settings.put("ADMIN_USERNAME", "admin");
        settings.put("ADMIN_PASSWORD_FILE", folder.adminPasswordFile().toString());
        return settings;
    }

    /** Where the stores listen; known before they do, since the ports are chosen first. */
    record Addresses(String postgresUrl, String mongoUri, String redisUrl, String kafka, String mlflow) {}

    Addresses addresses() {
        return new Addresses(
                "postgresql://postgres:" + postgresPassword() + "@127.0.0.1:" + port("postgres") + "/easyml",
                "mongodb://127.0.0.1:" + port("mongo") + "/easyml",
                "redis://:" + redisPassword() + "@127.0.0.1:" + port("redis"),
                "127.0.0.1:" + port("kafka"),
                "http://127.0.0.1:" + port("mlflow"));
    }

    /** What a service gets: the stores, and for each service what it alone needs. */
    Map<String, String> forService(String service, String processName, int servicePort, Map<String, String> scripts) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("SERVER_PORT", Integer.toString(servicePort));
        settings.put("SERVER_ADDRESS", "127.0.0.1");
        settings.put("KAFKA_BOOTSTRAP_SERVERS", value(scripts, "KAFKA_BOOTSTRAP_SERVERS"));
        switch (service) {
            case "gateway" -> {
                copy(scripts, settings, "POSTGRES_URL", "REDIS_URL", "MODELS_DIR", "DATASETS_DIR", "ADMIN_USERNAME");
                settings.put("SECRET_KEY", folder.secret("secret-key") + folder.secret("secret-key-more"));
                settings.put("ADMIN_PASSWORD", folder.secret("admin-password"));
            }
            case "training-worker" -> {
                copy(scripts, settings, "MODELS_DIR", "DATASETS_DIR", "MLFLOW_TRACKING_URI");
                settings.put("WORKER_NAME", processName);
                settings.put("TRAINER_HOME", home.trainer().toString());
            }
            case "versioning-worker" -> {
                copy(
                        scripts,
                        settings,
                        "POSTGRES_URL",
                        "MODELS_DIR",
                        "DATASETS_DIR",
                        "MLFLOW_TRACKING_URI",
                        "DVC_REMOTE_URL",
                        "DVC_REPOS_DIR");
                settings.put("DVC_WORK_DIR", folder.of("dvc-work").toString());
                settings.put("DVC_PYTHON", tools.python().toString());
            }
            case "audit-sink" -> copy(scripts, settings, "MONGO_URI");
            default -> throw new IllegalArgumentException("no such service: " + service);
        }
        return settings;
    }

    private static void copy(Map<String, String> from, Map<String, String> to, String... names) {
        for (var name : names) {
            to.put(name, value(from, name));
        }
    }

    private static String value(Map<String, String> settings, String name) {
        return java.util.Objects.requireNonNull(settings.get(name), name);
    }
}
