package io.easyml.trainer;

import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.easyml.schemas.catalogue.AlgorithmDescription;
import io.easyml.trainer.algorithm.FittedModel;
import io.easyml.trainer.evaluation.Evaluation;
import io.easyml.trainer.export.ModelMetadata;
import io.easyml.trainer.run.RunFile;
import io.easyml.trainer.table.Column;
import io.easyml.trainer.table.Question;
import io.easyml.trainer.table.Split;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tribuo.Model;
import org.tribuo.Tribuo;

/** Gathers what is known of a model for its folder. */
record Metadata(RunFile run, AlgorithmDescription description, InstantSource clock) {

    ModelMetadata of(
            Map<String, Object> hyperparameters,
            Map<String, Object> evaluationSettings,
            Question question,
            Split split,
            FittedModel model,
            Evaluation evaluation) {
        return new ModelMetadata(
                1,
                run.modelName(),
                run.modelType(),
                description.task().label(),
                clock.instant().toString(),
                new ModelMetadata.Run(run.runId(), run.jobId(), run.attempt(), run.projectId()),
                new ModelMetadata.Dataset(
                        run.dataset().name(),
                        run.dataset().version(),
                        run.dataset().sha256()),
                target(question.targetColumn()),
                model.labels(),
                model.features().rules(),
                model.features().names(),
                question.dropped(),
                new ModelMetadata.Rows(split.learnt(), split.test().length, question.rowsWithoutTarget()),
                hyperparameters,
                evaluationSettings,
                run.seed(),
                evaluation.metrics(),
                provenance(model.model()),
                versions(),
                run.tableOptions());
    }

    private static ModelMetadata.@Nullable Target target(@Nullable Column column) {
        return column == null
                ? null
                : new ModelMetadata.Target(column.name(), column.type().label());
    }

    private static ModelMetadata.Provenance provenance(Model<?> model) {
        var provenance = model.getProvenance();
        return new ModelMetadata.Provenance(
                provenance.getClassName(),
                provenance.getTrainingTime().toString(),
                ProvenanceUtil.formattedProvenanceString(provenance.getTrainerProvenance()),
                ProvenanceUtil.formattedProvenanceString(provenance.getDatasetProvenance()),
                provenance.getOS() + " " + provenance.getArch());
    }

    private static Map<String, String> versions() {
        var versions = new LinkedHashMap<String, String>();
        var easyml = Metadata.class.getPackage().getImplementationVersion();
        versions.put("easyml", easyml == null ? "development" : easyml);
        versions.put("tribuo", Tribuo.VERSION);
        versions.put("java", Runtime.version().toString());
        return versions;
    }
}
