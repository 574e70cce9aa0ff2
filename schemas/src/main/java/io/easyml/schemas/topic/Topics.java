package io.easyml.schemas.topic;

import java.time.Duration;
import java.util.List;

/**
 * The topics of a platform. All names share a prefix, so that two platforms can live on one cluster.
 *
 * <p>Partition counts are never raised: a job's order rests on its key always meeting the same partition.
 */
public record Topics(String prefix) {

    /** The prefix of a platform that does not set one. */
    public static final String DEFAULT_PREFIX = "easyml";

    /** The share group that takes training commands. */
    public static final String TRAINING_WORKERS = "training-workers";

    private static final int PARTITIONS = 6;

    public Topics {
        if (!prefix.matches("[a-z0-9][a-z0-9_-]{0,40}")) {
            throw new IllegalArgumentException("The topic prefix '" + prefix
                    + "' must be 1 to 41 of a-z, 0-9, '-' and '_', starting with a letter" + " or digit");
        }
    }

    public String trainingRequests() {
        return prefix + ".training.requests.v1";
    }

    public String trainingCommands() {
        return prefix + ".training.commands.v1";
    }

    public String trainingControl() {
        return prefix + ".training.control.v1";
    }

    public String trainingHeartbeats() {
        return prefix + ".training.heartbeats.v1";
    }

    public String trainingEvents() {
        return prefix + ".training.events.v1";
    }

    public String trainingStatus() {
        return prefix + ".training.status.v1";
    }

    public String projectEvents() {
        return prefix + ".project.events.v1";
    }

    public String datasetEvents() {
        return prefix + ".dataset.events.v1";
    }

    public String modelEvents() {
        return prefix + ".model.events.v1";
    }

    public String accountEvents() {
        return prefix + ".account.events.v1";
    }

    public String deadLetters() {
        return prefix + ".dead-letters.v1";
    }

    /** The topics that hold facts: kept for ever, and audited. */
    public List<String> events() {
        return List.of(trainingEvents(), projectEvents(), datasetEvents(), modelEvents(), accountEvents());
    }

    /** Every topic as {@code setup} creates it. */
    public List<TopicShape> all() {
        var week = Duration.ofDays(7);
        return List.of(
                TopicShape.keptFor(trainingRequests(), PARTITIONS, week),
                TopicShape.keptFor(trainingCommands(), PARTITIONS, week),
                TopicShape.keptFor(trainingControl(), 1, week),
                TopicShape.keptFor(trainingHeartbeats(), 1, Duration.ofHours(1)),
                TopicShape.keptForEver(trainingEvents(), PARTITIONS),
                TopicShape.compacted(trainingStatus(), PARTITIONS),
                TopicShape.keptForEver(projectEvents(), PARTITIONS),
                TopicShape.keptForEver(datasetEvents(), PARTITIONS),
                TopicShape.keptForEver(modelEvents(), PARTITIONS),
                TopicShape.keptForEver(accountEvents(), PARTITIONS),
                TopicShape.keptFor(deadLetters(), 1, Duration.ofDays(30)));
    }
}
