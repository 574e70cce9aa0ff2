package io.easyml.standalone.platform;

import io.easyml.embedded.ChildProcess;
import io.easyml.embedded.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Our own services as this machine runs them: which, with what memory, and how they are started. */
final class Services {

    static final String TRAINING_WORKER = "training-worker";

    private static final String GATEWAY = "gateway";
    private static final String VERSIONING_WORKER = "versioning-worker";
    private static final String AUDIT_SINK = "audit-sink";
    /** Who asks the API does not wait for those that train, version and keep records: POSIX, nice(1). */
    private static final List<String> BEHIND_THE_API = List.of("nice", "-n", "5");

    private final Home home;
    private final DataFolder folder;
    private final Settings settings;
    private final Map<String, String> scripts;
    private final List<Service> services = new ArrayList<>();
    /** Chosen once: what is started again is what was started. */
    private final Map<String, ServiceApp> apps = new ConcurrentHashMap<>();

    /** One process. */
    private record Service(String app, String name, int heapMegabytes, int port) {

        boolean answersPeople() {
            return app.equals(GATEWAY);
        }
    }

    Services(Home home, DataFolder folder, Settings settings, Map<String, String> scripts, int apiPort, int workers) {
        this.home = home;
        this.folder = folder;
        this.settings = settings;
        this.scripts = scripts;
        services.add(new Service(GATEWAY, GATEWAY, 384, apiPort));
        for (int i = 1; i <= workers; i++) {
            var name = TRAINING_WORKER + "-" + i;
            services.add(new Service(TRAINING_WORKER, name, 192, settings.port(name)));
        }
        for (var name : List.of(VERSIONING_WORKER, AUDIT_SINK)) {
            services.add(new Service(name, name, 192, settings.port(name)));
        }
    }

    /** Takes the jars of this build apart, if that was not done yet. */
    boolean extract() throws IOException, InterruptedException {
        for (var service : services) {
            if (!apps.containsKey(service.app())) {
                apps.put(service.app(), ServiceApp.of(home.jar(service.app())));
            }
        }
        return true;
    }

    /**
     * What is left to do once for each build, when setup has been: each service's start is learned, and the trainer's. They
     * may be done side by side.
     */
    List<Callable<Boolean>> lessons() {
        var lessons = new LinkedHashMap<String, Callable<Boolean>>();
        for (var service : services) {
            if (!app(service).isLearned()) {
                lessons.putIfAbsent(service.app(), () -> app(service).learn(options(service), environment(service)));
            }
        }
        var trainer = new TrainerStart(home);
        if (!trainer.isLearned()) {
            lessons.put("trainer", trainer::learn);
        }
        return List.copyOf(lessons.values());
    }

    /** What starts each of them when they are extracted, by the names of the processes. */
    Map<String, Supplier<Server>> starts() {
        var starts = new LinkedHashMap<String, Supplier<Server>>();
        services.forEach(service -> starts.put(service.name(), () -> start(service)));
        return starts;
    }

    private Server start(Service service) {
        var command = new ArrayList<String>();
        if (!service.answersPeople()) {
            command.addAll(BEHIND_THE_API);
        }
        command.addAll(app(service).command(options(service)));
        return ChildProcess.start(
                service.name(),
                "http://127.0.0.1:" + service.port(),
                command,
                environment(service),
                folder.path(),
                folder.log(service.name()));
    }

    private ServiceApp app(Service service) {
        return Objects.requireNonNull(apps.get(service.app()), service.app());
    }

    private Map<String, String> environment(Service service) {
        return settings.forService(service.app(), service.name(), service.port(), scripts);
    }

    private List<String> options(Service service) {
        return List.of(
                "-Xmx" + service.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                // they wait for others most of the time; what computes is the trainer
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "--enable-native-access=ALL-UNNAMED",
                // tells a person who looks at the process list whose this is
                "-Deasyml.data-dir=" + folder.path());
    }
}
