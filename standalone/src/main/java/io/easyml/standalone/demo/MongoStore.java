package io.easyml.standalone.demo;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.easyml.schemas.audit.AuditIndexes;
import java.util.ArrayList;
import java.util.List;

/** The audit trail, and what is derived from it. */
final class MongoStore implements Store {

    private final MongoDatabase database;

    MongoStore(MongoDatabase database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "MongoDB";
    }

    @Override
    public List<String> faults(FinishedJob job) {
        var types = new ArrayList<String>();
        database.getCollection(AuditIndexes.AUDIT_LOGS)
                .find(Filters.eq("key", job.id()))
                .forEach(record -> types.add(String.valueOf(record.getString("event_type"))));
        var faults = new ArrayList<String>();
        for (var type : KafkaStore.STORY) {
            if (!types.contains(type)) {
                faults.add("audit_logs has no " + type);
            }
        }
        var run = database.getCollection(AuditIndexes.MLFLOW_RUNS)
                .find(Filters.eq("_id", job.id()))
                .first();
        if (run == null || !"succeeded".equals(run.getString("status"))) {
            faults.add("mlflow_runs does not hold the job as succeeded");
        }
        return faults;
    }
}
