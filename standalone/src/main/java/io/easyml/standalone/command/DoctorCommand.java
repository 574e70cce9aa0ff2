package io.easyml.standalone.command;

import io.easyml.standalone.doctor.Doctor;
import io.easyml.standalone.doctor.Finding;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Asks every store itself whether what must always hold does: jobs, outcomes, versions, runs, the audit trail.",
            "Exit code 0: all holds; 1: something does not; 3: nothing is wrong, but work is still under way."
        })
final class DoctorCommand implements Callable<Integer> {

    private static final int UNDER_WAY = 3;
    private static final int SHOWN = 20;

    @Mixin
    private Place place = new Place();

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Look again until all holds, for so long at most.")
    private int waitSeconds;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text or json.")
    private OutputFormat output = OutputFormat.TEXT;

    @Override
    public Integer call() throws Exception {
        var findings = new Doctor(place.folder(), place.running()).examineUntilAtRest(Duration.ofSeconds(waitSeconds));
        var violated =
                findings.stream().anyMatch(finding -> !finding.violations().isEmpty());
        var holds = findings.stream().allMatch(Finding::holds);
        switch (output) {
            case JSON -> json(findings, holds);
            case TEXT -> {
                findings.forEach(DoctorCommand::print);
                System.out.println(
                        holds
                                ? "All holds."
                                : violated ? "Something is wrong." : "Nothing is wrong; work is still under way.");
            }
        }
        return holds ? 0 : violated ? 1 : UNDER_WAY;
    }

    private static void json(List<Finding> findings, boolean holds) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("holds", holds);
        answer.put("invariants", findings);
        System.out.println(JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(answer));
    }

    private static void print(Finding finding) {
        var state =
                !finding.violations().isEmpty() ? "WRONG" : finding.underWay().isEmpty() ? "ok" : "under way";
        System.out.printf("%-9s  %-17s %6d  %s%n", state, finding.name(), finding.checked(), finding.means());
        print("wrong", finding.violations());
        print("under way", finding.underWay());
    }

    private static void print(String kind, List<String> lines) {
        lines.stream().limit(SHOWN).forEach(line -> System.out.println("           - " + kind + ": " + line));
        if (lines.size() > SHOWN) {
            System.out.println("           - and " + (lines.size() - SHOWN) + " more; -o json has them all");
        }
    }
}
