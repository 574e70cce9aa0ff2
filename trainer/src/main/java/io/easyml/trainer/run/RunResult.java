package io.easyml.trainer.run;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to.
 *
 * @param task {@code classification} or {@code regression}
 * @param files every file of the model folder
 * @param metrics of the test part
 * @param curves metrics over iterations, where the algorithm has any
 * @param hyperparameters all of them, defaults filled in
 * @param rows rows used, training and test part together
 * @param droppedRows rows left out because the target is missing
 * @param features columns used
 * @param droppedColumns columns left out, with the reason
 * @param durationsMs time of each phase, in milliseconds
 * @param warnings about the table
 */
public record RunResult(
        String task,
        List<FileEntry> files,
        Map<String, Double> metrics,
        List<CurvePoint> curves,
        Map<String, Object> hyperparameters,
        long rows,
        long droppedRows,
        int features,
        List<DroppedColumn> droppedColumns,
        Map<String, Long> durationsMs,
        @Nullable List<Warning> warnings) {

    /** A result that nothing is to be said about. */
    public RunResult(
            String task,
            List<FileEntry> files,
            Map<String, Double> metrics,
            List<CurvePoint> curves,
            Map<String, Object> hyperparameters,
            long rows,
            long droppedRows,
            int features,
            List<DroppedColumn> droppedColumns,
            Map<String, Long> durationsMs) {
        this(
                task,
                files,
                metrics,
                curves,
                hyperparameters,
                rows,
                droppedRows,
                features,
                droppedColumns,
                durationsMs,
                List.of());
    }

    /**
     * What somebody should know before they trust the model.
     *
     * @param code {@code LEAK}, {@code IDENTIFIER}, {@code IMBALANCE}, {@code DUPLICATES}, {@code SKIPPED_ROWS} or
     *     {@code READING}
     * @param column that it is about, if it is about one
     */
    public record Warning(String code, @Nullable String column, String message) {}

    /**
     * A file of the model folder.
     *
     * @param path relative to the folder, with forward slashes
     * @param sizeBytes size in bytes
     * @param sha256 of the bytes, 64 hex digits in lower case
     */
    public record FileEntry(String path, long sizeBytes, String sha256) {}

    /**
     * A metric at one iteration.
     *
     * @param name for example {@code train_log_loss}
     * @param step iteration, from 0
     */
    public record CurvePoint(String name, int step, double value) {}

    /** A column that the model does not use. */
    public record DroppedColumn(String name, String reason) {}
}
