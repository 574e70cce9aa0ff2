package io.easyml.standalone.command;

import io.easyml.standalone.platform.HeldDown;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = "Ends one process of the running platform and keeps it down until ./easyml start PROCESS.")
final class StopCommand implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    @Parameters(paramLabel = "PROCESS", description = "A process's name, as status shows it.")
    private String process = "";

    @Option(names = "--kill", description = "End it by force, as a crash would.")
    private boolean kill;

    @Override
    public Integer call() throws InterruptedException {
        var member = new OneProcess(place.folder(), process);
        if (member.isUnknown()) {
            return 1;
        }
        (kill ? HeldDown.KILLED : HeldDown.STOPPED).ask(place.folder(), process);
        return member.await("stopped");
    }
}
