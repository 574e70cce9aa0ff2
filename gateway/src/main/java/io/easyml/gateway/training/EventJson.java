package io.easyml.gateway.training;

import org.apache.avro.specific.SpecificRecord;

/** A record as JSON, as people read it: Avro's own {@code toString} writes plain JSON without union tags. */
final class EventJson {

    private EventJson() {}

    static String of(SpecificRecord record) {
        return record.toString();
    }
}
