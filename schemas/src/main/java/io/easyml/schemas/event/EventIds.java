package io.easyml.schemas.event;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.UUID;

/** Ids of events. */
public final class EventIds {

    /** The namespace of repeatable ids: fixed for ever. */
    private static final UUID NAMESPACE = UUID.fromString("6f1d6c0e-3f44-5d0b-9a53-0c9a3c1e7d20");

    /** One for the process: it counts on within a millisecond, which two would not. */
    private static final TimeBasedEpochGenerator TIME_BASED = Generators.timeBasedEpochGenerator();

    private EventIds() {}

    /** A new id (UUIDv7, RFC 9562, method 3 of section 6.2): a process's ids sort in the order in which they were made. */
    public static UUID next() {
        return TIME_BASED.generate();
    }

    /** The id of what follows from {@code cause}: the same cause and type always give the same id (UUIDv5, RFC 9562). */
    public static UUID following(UUID cause, String type) {
        return Generators.nameBasedGenerator(NAMESPACE).generate(cause + "/" + type);
    }
}
