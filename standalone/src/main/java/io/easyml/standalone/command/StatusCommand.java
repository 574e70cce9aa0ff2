package io.easyml.standalone.command;

import io.easyml.standalone.platform.PlatformState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the platform's processes; exit code 3 where none runs.")
final class StatusCommand implements Callable<Integer> {

    private static final int NOT_RUNNING = 3;

    @Mixin
    private Place place = new Place();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text or json.")
    private OutputFormat output = OutputFormat.TEXT;

    private record Shown(String name, long pid, String state, String address) {}

    @Override
    public Integer call() {
        var members = PlatformState.ofRunning(place.folder())
                .map(PlatformState::processes)
                .orElse(List.of());
        switch (output) {
            case JSON ->
                System.out.println(JsonMapper.shared()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(Map.of(
                                "processes",
                                members.stream()
                                        .map(member -> new Shown(
                                                member.name(), member.pid(), member.state(), member.address()))
                                        .toList())));
            case TEXT -> {
                if (members.isEmpty()) {
                    System.out.println("No platform runs on " + place.folder().path() + ". Start one: ./easyml up");
                } else {
                    table(members);
                }
            }
        }
        return members.isEmpty() ? NOT_RUNNING : 0;
    }

    static void table(List<PlatformState.Member> members) {
        System.out.printf("%n%-20s %8s  %-10s %s%n", "PROCESS", "PID", "STATE", "ADDRESS");
        for (var member : members) {
            System.out.printf("%-20s %8d  %-10s %s%n", member.name(), member.pid(), member.state(), member.address());
        }
    }
}
