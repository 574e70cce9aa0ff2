package io.easyml.standalone.command;

import io.easyml.standalone.platform.Launcher;
import io.easyml.standalone.platform.PlatformState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Ends the platform on this folder; its data stay.")
final class DownCommand implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    @Option(
            names = "--drain",
            description = "Training workers finish what they run, and take nothing more, before everything ends. Ctrl-C"
                    + " ends the wait, not the draining.")
    private boolean drain;

    @Override
    public Integer call() throws InterruptedException {
        var state = PlatformState.ofRunning(place.folder());
        if (state.isEmpty()) {
            System.out.println("No platform runs on " + place.folder().path() + ".");
            return 0;
        }
        if (drain) {
            System.out.println("The training workers finish what they run; then the platform ends.");
        }
        if (drain ? !Launcher.drainRunning(state.get()) : !Launcher.endRunning(state.get())) {
            System.err.println("The launcher " + state.get().launcherPid() + " did not end; its log may say why.");
            return 1;
        }
        System.out.println("The platform on " + place.folder().path() + " is stopped; its data stay.");
        return 0;
    }
}
