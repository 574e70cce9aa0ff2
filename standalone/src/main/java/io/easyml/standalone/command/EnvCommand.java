package io.easyml.standalone.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "env",
        mixinStandardHelpOptions = true,
        description = "Prints addresses and credentials as KEY=VALUE, for scripts: eval \"$(./easyml env)\".")
final class EnvCommand implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    @Override
    public Integer call() {
        var settings = place.folder()
                .env()
                .orElseThrow(() -> new IllegalStateException(
                        "No platform was ever started on " + place.folder().path() + ". Start one: ./easyml up"));
        settings.forEach((name, value) -> System.out.println(name + "=" + value));
        return 0;
    }
}
