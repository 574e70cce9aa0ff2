package io.easyml.standalone.platform;

import io.easyml.embedded.KafkaServer;
import io.easyml.embedded.MlflowServer;
import io.easyml.embedded.MongoServer;
import io.easyml.embedded.PostgresServer;
import io.easyml.embedded.PythonTools;
import io.easyml.embedded.RedisServer;
import io.easyml.embedded.Server;
import io.easyml.standalone.setup.Setup;
import io.easyml.standalone.setup.SetupSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The processes of a platform: stores first, then {@code setup}, then services; ended in the opposite order, so that
 * consumers leave their groups before the broker goes.
 */
public final class Platform implements AutoCloseable {

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

        tell.accept("Starting postgres, redis, mongo, kafka and mlflow");
        var services = new Services(home, folder, settings, scripts, apiPort, workers);
        var extracted = supervisor.submit(services::extract);
        var postgresIsThere = new CountDownLatch(1);
        var mlflow = supervisor.begin("mlflow", () -> mlflow(tools, settings, postgresIsThere));
        supervisor.startAll(stores(settings, postgresIsThere));
        tell.accept("Running setup");
        supervisor.run(() -> {
            var environment = new LinkedHashMap<>(scripts);
            environment.put("KAFKA_REPLICATION_FACTOR", "1");
            new Setup(SetupSettings.of(environment), line -> {}).run();
            return true;
        });
        supervisor.finished(extracted);
        var lessons = services.lessons();
        if (!lessons.isEmpty()) {
            tell.accept("Learning how the services start, once for each build");
            for (var lesson : lessons.stream().map(supervisor::submit).toList()) {
                supervisor.finished(lesson);
            }
        }
        tell.accept("Starting gateway, " + workers + " training worker" + (workers == 1 ? "" : "s")
                + ", versioning-worker and audit-sink");
        supervisor.startAll(services.starts());
        supervisor.finished(mlflow);
        supervisor.awaitReady();
    }

    /** It takes longest to start, so it starts as soon as it can. */
    private Server mlflow(PythonTools tools, Settings settings, CountDownLatch postgresIsThere) {
        try {
            postgresIsThere.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("asked to stop", interrupted);
        }
        return MlflowServer.start(
                tools,
                folder.of("mlflow"),
                settings.port("mlflow"),
                settings.addresses().postgresUrl().replaceFirst("/easyml$", "/mlflow"),
                folder.log("mlflow"));
    }

    private Map<String, Supplier<Server>> stores(Settings settings, CountDownLatch postgresIsThere) {
        var stores = new LinkedHashMap<String, Supplier<Server>>();
        stores.put("postgres", () -> {
            var postgres = PostgresServer.start(
                    folder.of("postgres"),
                    settings.port("postgres"),
                    settings.postgresPassword(),
                    List.of("easyml", "mlflow"),
                    folder.log("postgres"));
            postgresIsThere.countDown();
            return postgres;
        });
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
        supervisor.drain(Services.TRAINING_WORKER);
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
