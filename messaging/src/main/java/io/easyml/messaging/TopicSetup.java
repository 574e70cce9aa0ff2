package io.easyml.messaging;

import io.easyml.schemas.topic.TopicShape;
import io.easyml.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Creates the topics and sets the group configs. Idempotent. An existing topic keeps its partitions: they are never
 * raised, since a job's order rests on them.
 */
public final class TopicSetup {

    private static final long LIMIT_SECONDS = 60;

    private final Admin admin;
    private final Topics topics;

    public TopicSetup(Admin admin, Topics topics) {
        this.admin = admin;
        this.topics = topics;
    }

    /**
     * Creates what is missing.
     *
     * @param replicationFactor copies of each partition; empty for the cluster's default
     * @return the names of the topics that were created
     * @throws WorldAtFaultException if Kafka does not answer or refuses
     */
    public List<String> apply(Optional<Short> replicationFactor) {
        try {
            var existing = admin.listTopics().names().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            var missing = topics.all().stream()
                    .filter(shape -> !existing.contains(shape.name()))
                    .toList();
            admin.createTopics(missing.stream()
                            .map(shape -> newTopic(shape, replicationFactor))
                            .toList())
                    .all()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
            startShareGroupAtTheBeginning();
            return missing.stream().map(TopicShape::name).toList();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WorldAtFaultException("kafka", "interrupted while creating topics", interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new WorldAtFaultException("kafka", "topics could not be created: " + failed.getMessage(), failed);
        }
    }

    /** The topics that this platform needs and the cluster lacks. */
    public List<String> missing() {
        try {
            var wanted =
                    new ArrayList<>(topics.all().stream().map(TopicShape::name).toList());
            wanted.removeAll(admin.listTopics().names().get(LIMIT_SECONDS, TimeUnit.SECONDS));
            return wanted;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WorldAtFaultException("kafka", "interrupted while listing topics", interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new WorldAtFaultException("kafka", "topics could not be listed: " + failed.getMessage(), failed);
        }
    }

    /** A share group begins at the end by default: commands from before its first consumer would be lost. */
    private void startShareGroupAtTheBeginning() throws InterruptedException, ExecutionException, TimeoutException {
        var group = new ConfigResource(ConfigResource.Type.GROUP, Topics.TRAINING_WORKERS);
        var earliest =
                new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(group, List.of(earliest))).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static NewTopic newTopic(TopicShape shape, Optional<Short> replicationFactor) {
        return new NewTopic(shape.name(), Optional.of(shape.partitions()), replicationFactor).configs(shape.config());
    }
}
