package io.easyml.schemas.event;

/** Names of the headers that every record carries. Values are UTF-8 text. */
public final class EventHeaders {

    /** UUID of the record. */
    public static final String EVENT_ID = "event_id";

    /** Simple name of the Avro record, for readers that only look. */
    public static final String TYPE = "event_type";

    /** When it happened: ISO 8601, UTC, microseconds. */
    public static final String TIME = "event_time";

    /** Who caused it: {@code user:{id}} or {@code service:{name}}. */
    public static final String ACTOR = "actor";

    /** UUID of the project it belongs to, if any. */
    public static final String PROJECT_ID = "project_id";

    /** The user's own grouping of jobs, if any. */
    public static final String SESSION_ID = "session_id";

    /** Trace context (W3C Trace Context), if any. */
    public static final String TRACEPARENT = "traceparent";

    private EventHeaders() {}
}
