package io.easyml.standalone.command;

import io.easyml.standalone.platform.HeldDown;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Starts a process again that ./easyml stop PROCESS ended.")
final class StartCommand implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    @Parameters(paramLabel = "PROCESS", description = "A process's name, as status shows it.")
    private String process = "";

    @Override
    public Integer call() throws InterruptedException {
        var member = new OneProcess(place.folder(), process);
        if (member.isUnknown()) {
            return 1;
        }
        HeldDown.forget(place.folder(), process);
        return member.await("ready");
    }
}
