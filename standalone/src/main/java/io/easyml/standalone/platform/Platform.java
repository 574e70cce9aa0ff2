package io.easyml.standalone.platform;

import io.easyml.embedded.ChildProcess;
import io.easyml.embedded.JavaCommand;
import io.easyml.embedded.KafkaServer;
import io.easyml.embedded.MlflowServer;
import io.easyml.embedded.MongoServer;
import io.easyml.embedded.PostgresServer;
import io.easyml.embedded.PythonTools;
import io.easyml.embedded.RedisServer;
import io.easyml.embedded.Server;
import io.easyml.standalone.setup.Setup;
import io.easyml.standalone.setup.SetupSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The processes of a platform: stores first, then {@code setup}, then services; ended in the opposite order, so that
 * consumers leave their groups before the broker goes.
 */
public final class Platform implements AutoCloseable {

    private static final List<String> SERVICES =
            List.of("gateway", "training-worker", "versioning-worker", "audit-sink");
    private static final String TRAINING_WORKER = "training-worker";

    private final Home home;
    private final DataFolder folder;
    private final int workers;
    private final int apiPort;
    private final Consumer<String> tell;
    private final Supervisor supervisor;

    public Platform(Home home, DataFolder folder, int apiPort, int workers, Consumer<String> tell) {
        this.home = home;
        this.folder = folder;
        this.apiPort = apiPort;
        this.workers = workers;
        this.tell = tell;
        this.supervisor = new Supervisor(folder, tell);
    }

    /** What is wrong with this machine, if anything; nothing is started. */
    public List<String> preflight() {
        return Preflight.faults(home, folder, apiPort);
    }

    /** MLflow's and DVC's Python, installed if it is not there yet. */
    public PythonTools prepare() throws InterruptedException {
        return supervisor.run(() -> PythonTools.prepared(tell));
    }

    /**
     * Starts everything and returns when all of it is ready.
     *
     * @throws InterruptedException when asked to stop meanwhile
     */
    public void start() throws InterruptedException {
        var tools = prepare();
        var settings = new Settings(folder, home, tools, apiPort);
        var addresses = settings.addresses();
        var scripts = settings.forScripts(addresses);
        folder.secret("admin-password");
        folder.writeEnv(scripts);
        HeldDown.forgetAll(folder);

        tell.accept("Starting postgres, redis, mongo and kafka");
        var taken = supervisor.submit(this::apps);
        supervisor.startAll(stores(settings));
        tell.accept("Running setup");
        supervisor.run(() -> {
            var environment = new LinkedHashMap<>(scripts);
            environment.put("KAFKA_REPLICATION_FACTOR", "1");
            new Setup(SetupSettings.of(environment), line -> {}).run();
            return true;
        });
        tell.accept("Starting mlflow, gateway, " + workers + " training worker" + (workers == 1 ? "" : "s")
                + ", versioning-worker and audit-sink");
        var rest = services(settings, scripts, supervisor.finished(taken));
        rest.put(
                "mlflow",
                () -> MlflowServer.start(
                        tools,
                        folder.of("mlflow"),
                        settings.port("mlflow"),
                        addresses.postgresUrl().replaceFirst("/easyml$", "/mlflow"),
                        folder.log("mlflow")));
        supervisor.startAll(rest);
        supervisor.awaitReady();
    }

    private Map<String, Supplier<Server>> stores(Settings settings) {
        var stores = new LinkedHashMap<String, Supplier<Server>>();
        stores.put(
                "postgres",
                () -> PostgresServer.start(
                        folder.of("postgres"),
                        settings.port("postgres"),
                        settings.postgresPassword(),
                        List.of("easyml", "mlflow"),
                        folder.log("postgres")));
        stores.put(
                "redis",
                () -> RedisServer.start(
                        folder.of("redis"), settings.port("redis"), settings.redisPassword(), folder.log("redis")));
        stores.put("mongo", () -> MongoServer.start(folder.of("mongo"), settings.port("mongo"), folder.log("mongo")));
        stores.put(
                "kafka",
                () -> KafkaServer.start(
                        KafkaServer.jars(home.root()),
                        folder.of("kafka"),
                        settings.port("kafka"),
                        512,
                        folder.log("kafka")));
        return stores;
    }

    /** The services' jars, taken apart while the stores start. */
    private Map<String, Path> apps() throws IOException, InterruptedException {
        var apps = new HashMap<String, Path>();
        for (var service : SERVICES) {
            apps.put(service, ServiceApp.extracted(home.jar(service)));
        }
        return apps;
    }

    private Map<String, Supplier<Server>> services(
            Settings settings, Map<String, String> scripts, Map<String, Path> apps) {
        var services = new LinkedHashMap<String, Supplier<Server>>();
        services.put("gateway", () -> service(settings, scripts, apps, "gateway", "gateway", 384, apiPort));
        for (int i = 1; i <= workers; i++) {
            var name = TRAINING_WORKER + "-" + i;
            services.put(name, () -> service(settings, scripts, apps, TRAINING_WORKER, name, 192, settings.port(name)));
        }
        services.put(
                "versioning-worker",
                () -> service(
                        settings,
                        scripts,
                        apps,
                        "versioning-worker",
                        "versioning-worker",
                        192,
                        settings.port("versioning-worker")));
        services.put(
                "audit-sink",
                () -> service(settings, scripts, apps, "audit-sink", "audit-sink", 192, settings.port("audit-sink")));
        return services;
    }

    private Server service(
            Settings settings,
            Map<String, String> scripts,
            Map<String, Path> apps,
            String service,
            String name,
            int heapMegabytes,
            int port) {
        var options = new ArrayList<>(List.of(
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "--enable-native-access=ALL-UNNAMED",
                // tells a person who looks at the process list whose this is
                "-Deasyml.data-dir=" + folder.path()));
        if (!service.equals("gateway")) {
            options.add("-XX:TieredStopAtLevel=1");
        }
        return ChildProcess.start(
                name,
                "http://127.0.0.1:" + port,
                JavaCommand.of(
                        options,
                        List.of(
                                "-jar",
                                Objects.requireNonNull(apps.get(service)).toString())),
                settings.forService(service, name, port, scripts),
                folder.path(),
                folder.log(name));
    }

    /**
     * Does something beside the platform, which ends with it.
     *
     * @throws InterruptedException when asked to stop meanwhile, from {@link Future#get}
     */
    public <T> Future<T> submit(Callable<T> step) {
        return supervisor.submit(step);
    }

    /** Watches while a step is done. */
    public <T> T watchWhile(Callable<T> step) throws InterruptedException {
        return supervisor.watchWhile(step);
    }

    /** Watches until asked to stop: what dies is started again. */
    public void watch() throws InterruptedException {
        supervisor.watch();
    }

    /** Asks whoever starts or watches to stop. */
    public void askToStop() {
        supervisor.askToStop();
    }

    /** Asks the training workers to finish what they run; when all of them have ended, the platform is asked to stop. */
    void drain() {
        supervisor.drain(TRAINING_WORKER);
    }

    /** The processes, for the table. */
    public List<PlatformState.Member> members() {
        return supervisor.members();
    }

    @Override
    public void close() {
        supervisor.close();
    }
}
