package io.easyml.schemas.failure;

import static io.easyml.schemas.failure.FailureClass.DATA;
import static io.easyml.schemas.failure.FailureClass.INFRASTRUCTURE;
import static io.easyml.schemas.failure.FailureClass.RESOURCE;
import static io.easyml.schemas.failure.FailureClass.USER;

/**
 * Every way in which a job can fail, with its class and its sentence. Names are stable: they stand in events, in REST
 * answers and in scripts. A failure's own message says more than the sentence here: which column, which line.
 */
public enum FailureCode {
    DATASET_NOT_FOUND(USER, "The project has no such dataset or version."),
    TARGET_NOT_FOUND(USER, "The target column is not in the table."),
    MODEL_TYPE_UNKNOWN(USER, "There is no such algorithm."),
    HYPERPARAMETER_UNKNOWN(USER, "The algorithm has no such hyperparameter."),
    HYPERPARAMETER_OUT_OF_RANGE(USER, "A hyperparameter has a value that it cannot have."),
    EVALUATION_INVALID(USER, "The evaluation settings cannot be used."),
    TARGET_NOT_NUMERIC(USER, "A regression needs a number in every row of the target column."),
    TABLE_OPTIONS_INVALID(USER, "The options for reading the table cannot be used."),
    REQUEST_INVALID(USER, "The request cannot be understood."),
    ACCESS_DENIED(USER, "The sender may not do this."),

    EMPTY_FILE(DATA, "The table has no rows."),
    UNREADABLE_FILE(DATA, "The file cannot be read as a table."),
    UNREADABLE_ROW(DATA, "A row of the table cannot be read."),
    DUPLICATE_COLUMN(DATA, "Two columns have the same name."),
    TARGET_HAS_ONE_CLASS(DATA, "The target column has the same value in every row."),
    NO_USABLE_FEATURES(DATA, "No column is left to learn from."),
    TOO_FEW_ROWS(DATA, "The table has too few rows to train and test on."),
    DATASET_CHANGED(DATA, "The stored file is not the one that was uploaded."),

    TABLE_TOO_LARGE(RESOURCE, "The table is larger than the training may take in."),
    OUT_OF_MEMORY(RESOURCE, "The training needed more memory than it may have."),
    MAX_RUNTIME_EXCEEDED(RESOURCE, "The training took longer than it may."),

    TRAINER_CRASHED(INFRASTRUCTURE, "The training process ended by itself."),
    WORKER_LOST(INFRASTRUCTURE, "The worker was not heard of any more."),
    COMMAND_LOST(INFRASTRUCTURE, "No worker took the command, though one was free."),
    STORAGE_UNAVAILABLE(INFRASTRUCTURE, "The store of datasets and models cannot be used."),
    INTERNAL_ERROR(INFRASTRUCTURE, "Something went wrong that nobody had thought of."),

    /** Bad input at registration only: the folder is missing, or a hash differs. */
    REGISTRATION_FAILED(DATA, "The model cannot become a version.");

    private final FailureClass failureClass;
    private final String sentence;

    FailureCode(FailureClass failureClass, String sentence) {
        this.failureClass = failureClass;
        this.sentence = sentence;
    }

    public FailureClass failureClass() {
        return failureClass;
    }

    /** What it means, for people. */
    public String sentence() {
        return sentence;
    }
}
