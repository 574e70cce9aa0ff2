package io.easyml.standalone.command;

import io.easyml.embedded.JavaCommand;
import io.easyml.standalone.platform.DataFolder;
import io.easyml.standalone.platform.Home;
import io.easyml.standalone.platform.Launcher;
import io.easyml.standalone.platform.Logs;
import io.easyml.standalone.platform.Platform;
import io.easyml.standalone.platform.PlatformState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts the whole platform on this machine and stays until Ctrl-C or ./easyml down.")
final class UpCommand implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    @Option(names = "--workers", defaultValue = "1", description = "Training workers (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = {"-d", "--detach"},
            description = "Return once it is ready and leave it running; ./easyml down ends it.")
    private boolean detach;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (workers < 1 || workers > 64) {
            System.err.println("--workers is " + workers + "; it must be 1 to 64.");
            return 2;
        }
        if (detach) {
            return detached(place, workers);
        }
        try (var launcher = Launcher.take(place.folder()).orElse(null)) {
            if (launcher == null) {
                alreadyRunning(place.folder());
                return 1;
            }
            return launch(launcher);
        }
    }

    private int launch(Launcher launcher) throws InterruptedException {
        launcher.endLeftovers(System.out::println);
        try (var platform = new Platform(Home.find(), place.folder(), place.port(), workers, System.out::println)) {
            if (!isFit(platform)) {
                return 1;
            }
            launcher.guard(platform);
            try {
                platform.start();
                StatusCommand.table(platform.members());
                System.out.println();
                place.folder().env().orElseThrow().forEach(UpCommand::address);
                System.out.println("\nEasyML is ready. API documentation: http://127.0.0.1:" + place.port()
                        + "/docs. Ctrl-C or ./easyml down ends it.");
                platform.watch();
            } catch (InterruptedException asked) {
                // a signal: the platform is closed below
            }
            System.out.println("Stopping");
        }
        System.out.println("Stopped");
        return 0;
    }

    /** Whether it may start here; if not, says what is wrong and how to mend it. */
    static boolean isFit(Platform platform) {
        var faults = platform.preflight();
        if (!faults.isEmpty()) {
            System.err.println("EasyML cannot start:");
            faults.forEach(fault -> System.err.println("  - " + fault));
        }
        return faults.isEmpty();
    }

    /** Addresses hold passwords: the table leaves them out, {@code ./easyml env} has them. */
    private static void address(String name, String value) {
        if (List.of(
                        "API_URL",
                        "MLFLOW_TRACKING_URI",
                        "KAFKA_BOOTSTRAP_SERVERS",
                        "ADMIN_USERNAME",
                        "ADMIN_PASSWORD_FILE")
                .contains(name)) {
            System.out.printf("%-24s %s%n", name, value);
        }
    }

    static void alreadyRunning(DataFolder folder) {
        var pid = PlatformState.ofRunning(folder).map(PlatformState::launcherPid);
        System.err.println("A platform is running on " + folder.path()
                + pid.map(id -> " already (launcher " + id + ")").orElse(" already, or is just starting")
                + ". ./easyml status shows it, ./easyml down ends it; --data-dir chooses another folder.");
    }

    /** Starts a platform that goes on by itself, and returns when it is ready. */
    static int detached(Place place, int workers) throws IOException, InterruptedException {
        var folder = place.folder();
        if (PlatformState.ofRunning(folder).isPresent()) {
            alreadyRunning(folder);
            return 1;
        }
        var log = folder.log("launcher");
        java.nio.file.Files.createDirectories(folder.logs());
        java.nio.file.Files.deleteIfExists(log);
        var command = new ArrayList<>(JavaCommand.of(
                List.of(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Deasyml.home=" + Home.find().root()),
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.easyml.standalone.Easyml",
                        "up",
                        "--workers",
                        Integer.toString(workers),
                        "--data-dir",
                        folder.path().toString(),
                        "--port",
                        Integer.toString(place.port()))));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().remove(Launcher.STARTED_BY);
        var launched = builder.start();
        // Ctrl-C before it is ready means: not at all
        var giveUp = new Thread(launched::destroy, "give-up");
        Runtime.getRuntime().addShutdownHook(giveUp);
        System.out.println("Starting; progress is in " + log);
        while (launched.isAlive()) {
            var state = PlatformState.ofRunning(folder);
            if (state.isPresent() && state.get().ready()) {
                Runtime.getRuntime().removeShutdownHook(giveUp);
                System.out.println(Logs.tail(log, 30));
                return 0;
            }
            Thread.sleep(200);
        }
        System.err.println(Logs.tail(log, 40));
        return 1;
    }
}
