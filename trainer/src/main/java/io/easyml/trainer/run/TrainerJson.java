package io.easyml.trainer.run;

import java.nio.file.Path;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Run files and channel messages as JSON, with names in snake_case. */
public final class TrainerJson {

    private final JsonMapper mapper = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** The message as one line, without the line's end. */
    public String line(TrainerMessage message) {
        return mapper.writeValueAsString(message);
    }

    /** @throws tools.jackson.core.JacksonException if the line is not a message */
    public TrainerMessage message(String line) {
        return mapper.readValue(line, TrainerMessage.class);
    }

    public void writeRunFile(Path path, RunFile run) {
        mapper.writerWithDefaultPrettyPrinter().writeValue(path.toFile(), run);
    }

    /** @throws tools.jackson.core.JacksonException if the file cannot be read or is not a run file */
    public RunFile readRunFile(Path path) {
        return mapper.readValue(path.toFile(), RunFile.class);
    }
}
