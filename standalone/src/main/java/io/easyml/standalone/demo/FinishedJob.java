package io.easyml.standalone.demo;

import tools.jackson.databind.JsonNode;

/**
 * A job at its end, as the API tells it: what the stores are then asked about.
 *
 * @param sha256 of the table that was uploaded
 */
record FinishedJob(DemoJob asked, String projectId, String experiment, String sha256, JsonNode end) {

    String id() {
        return end.path("job_id").asString();
    }

    boolean succeeded() {
        return end.path("state").asString().equals("succeeded");
    }

    double metric() {
        return end.path("metrics").path(asked.metric()).asDouble(Double.NaN);
    }

    int version() {
        return end.path("model_version").asInt(0);
    }
}
