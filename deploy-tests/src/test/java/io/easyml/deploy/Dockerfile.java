package io.easyml.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Dockerfile's stages, as far as a container of them can be had without an engine: what is in it and what it runs. */
record Dockerfile(Map<String, Stage> stages) {

    private static final Pattern SETTING = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(\"([^\"]*)\"|\\S*)");

    record Instruction(String word, String rest) {

        List<String> words() {
            return List.of(rest.split("\\s+"));
        }

        List<String> execForm() {
            return JsonMapper.shared()
                    .readTree(rest)
                    .valueStream()
                    .map(JsonNode::asString)
                    .toList();
        }
    }

    /** {@code FROM base AS name} and what follows. */
    record Stage(String name, String base, List<Instruction> instructions) {}

    static Dockerfile read() {
        try {
            var stages = new LinkedHashMap<String, Stage>();
            var text = Files.readString(Repository.ROOT.resolve("Dockerfile"))
                    .replaceAll("(?m)^\\s*#.*\\R", "")
                    .replaceAll("\\\\\\R", " ");
            var instructions = new ArrayList<Instruction>();
            for (var line : text.lines().filter(line -> !line.isBlank()).toList()) {
                var parts = line.strip().split("\\s+", 2);
                if (parts[0].equals("FROM")) {
                    var from = parts[1].split("\\s+");
                    instructions = new ArrayList<>();
                    stages.put(from[2], new Stage(from[2], from[0], instructions));
                } else {
                    instructions.add(new Instruction(parts[0], parts[1].strip()));
                }
            }
            return new Dockerfile(stages);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Stage stage(String name) {
        return Objects.requireNonNull(stages.get(name), name);
    }

    /** The stage and those that it is made from, the first one first. */
    private List<Stage> line(String name) {
        var line = new ArrayList<Stage>();
        for (var stage = stages.get(name); stage != null; stage = stages.get(stage.base())) {
            line.add(stage);
        }
        Collections.reverse(line);
        return line;
    }

    /** All instructions of this word, of the stage and of what it is made from. */
    List<Instruction> all(String name, String word) {
        return line(name).stream()
                .flatMap(stage -> stage.instructions().stream())
                .filter(instruction -> instruction.word().equals(word))
                .toList();
    }

    private Instruction last(String name, String word) {
        return all(name, word).getLast();
    }

    /** Images that are not stages of this file. */
    Stream<String> foreignImages() {
        return stages.values().stream().map(Stage::base).filter(base -> !stages.containsKey(base));
    }

    Map<String, String> environment(String name) {
        var environment = new LinkedHashMap<String, String>();
        for (var instruction : all(name, "ENV")) {
            var setting = SETTING.matcher(instruction.rest());
            while (setting.find()) {
                environment.put(setting.group(1), setting.group(3) == null ? setting.group(2) : setting.group(3));
            }
        }
        return environment;
    }

    List<String> entryPoint(String name) {
        return last(name, "ENTRYPOINT").execForm();
    }

    String user(String name) {
        return last(name, "USER").rest();
    }

    String directory(String name) {
        return last(name, "WORKDIR").rest();
    }

    /** The script of a stage's only RUN. */
    String script(String name) {
        return stage(name).instructions().stream()
                .filter(instruction -> instruction.word().equals("RUN"))
                .map(Instruction::rest)
                .reduce((one, other) -> {
                    throw new IllegalStateException(name + " has more than one RUN");
                })
                .orElseThrow();
    }
}
