package io.easyml.training.run;

import io.easyml.schemas.avro.DatasetRef;
import io.easyml.schemas.avro.TableReading;
import io.easyml.schemas.avro.TrainingOrder;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An order for tests that need one and do not care what it orders. */
final class AnOrder {

    private AnOrder() {}

    static TrainingOrder order() {
        return order(null);
    }

    static TrainingOrder order(@Nullable TableReading table) {
        return TrainingOrder.newBuilder()
                .setJobId(UUID.randomUUID())
                .setProjectId(UUID.randomUUID())
                .setUserId(UUID.randomUUID())
                .setModelName("m")
                .setModelType("random_forest_classifier")
                .setTask("classification")
                .setDataset(DatasetRef.newBuilder()
                        .setDataset("table.csv")
                        .setVersion(1)
                        .setSha256("00")
                        .setPath("p")
                        .setSizeBytes(1)
                        .build())
                .setTargetColumn("label")
                .setHyperparameters(Map.of())
                .setEvaluation(Map.of())
                .setSeed(1)
                .setPriority(0)
                .setExperimentName("e")
                .setTable(table)
                .build();
    }
}
