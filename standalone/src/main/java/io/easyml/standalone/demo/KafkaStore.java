package io.easyml.standalone.demo;

import io.easyml.schemas.event.EventHeaders;
import io.easyml.schemas.topic.Topics;
import io.easyml.standalone.store.EventLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The events of a job, read by a plain consumer. */
final class KafkaStore implements Store {

    /** What is said about a job that goes straight to its end, in this order. */
    static final List<String> STORY =
            List.of("TrainingQueued", "TrainingStarted", "TrainingSucceeded", "ModelVersionRegistered");

    private final String servers;
    private Map<String, List<String>> types = Map.of();

    KafkaStore(String servers) {
        this.servers = servers;
    }

    @Override
    public String name() {
        return "Kafka";
    }

    @Override
    public List<String> faults(FinishedJob job) {
        if (!isTold(job)) {
            types = readAll();
        }
        return isTold(job) ? List.of() : List.of("the job's events are " + types.getOrDefault(job.id(), List.of()));
    }

    /** Whether the story is among the job's events, in order; another attempt adds to it. */
    private boolean isTold(FinishedJob job) {
        var next = 0;
        for (var type : types.getOrDefault(job.id(), List.of())) {
            if (next < STORY.size() && type.equals(STORY.get(next))) {
                next++;
            }
        }
        return next == STORY.size();
    }

    private Map<String, List<String>> readAll() {
        var found = new HashMap<String, List<String>>();
        for (var record : EventLog.read(servers, List.of(new Topics(Topics.DEFAULT_PREFIX).trainingEvents()))) {
            var type = EventLog.header(record, EventHeaders.TYPE);
            var key = EventLog.key(record);
            if (type != null && key != null) {
                found.computeIfAbsent(key, job -> new ArrayList<>()).add(type);
            }
        }
        return found;
    }
}
