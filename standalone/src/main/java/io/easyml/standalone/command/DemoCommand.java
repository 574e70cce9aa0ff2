package io.easyml.standalone.command;

import io.easyml.embedded.PythonTools;
import io.easyml.standalone.demo.Demo;
import io.easyml.standalone.demo.DemoTables;
import io.easyml.standalone.platform.Home;
import io.easyml.standalone.platform.Launcher;
import io.easyml.standalone.platform.Platform;
import io.easyml.standalone.platform.PlatformState;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Starts the platform unless one runs on this folder, trains several algorithms on real tables, and asks every"
                    + " store itself whether the results are there; exit code 0 only if all are.",
            "What it started it ends again."
        })
final class DemoCommand implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    @Option(names = "--keep-running", description = "Leave the platform running; ./easyml down ends it.")
    private boolean keepRunning;

    @Override
    public Integer call() throws Exception {
        if (PlatformState.ofRunning(place.folder()).isPresent()) {
            return withRunning();
        }
        if (keepRunning) {
            var code = UpCommand.detached(place, 1);
            return code == 0 ? withRunning() : code;
        }
        try (var launcher = Launcher.take(place.folder()).orElse(null)) {
            if (launcher == null) {
                UpCommand.alreadyRunning(place.folder());
                return 1;
            }
            return onOwnPlatform(launcher);
        }
    }

    private int withRunning() throws Exception {
        return trained(place.running(), DemoTables.of(PythonTools.prepared(System.out::println)));
    }

    private int onOwnPlatform(Launcher launcher) throws Exception {
        var code = 1;
        launcher.endLeftovers(System.out::println);
        try (var platform = new Platform(Home.find(), place.folder(), place.port(), 1, System.out::println)) {
            if (!UpCommand.isFit(platform)) {
                return 1;
            }
            launcher.guard(platform);
            try {
                var tools = platform.prepare();
                var exported = platform.submit(() -> DemoTables.of(tools));
                platform.start();
                var tables = exported.get();
                StatusCommand.table(platform.members());
                System.out.println();
                var env = place.folder().env().orElseThrow();
                code = platform.watchWhile(() -> trained(env, tables));
            } catch (InterruptedException asked) {
                // a signal: the platform is closed below
            }
            System.out.println("\nStopping what the demo started; its data stay in "
                    + place.folder().path() + ". ./easyml up starts it again.");
        }
        return code;
    }

    private static int trained(Map<String, String> env, DemoTables tables) throws Exception {
        var complete = new Demo(env, tables, System.out::println).run();
        System.out.println(complete ? "\nEverything is there." : "\nNot everything is there.");
        return complete ? 0 : 1;
    }
}
