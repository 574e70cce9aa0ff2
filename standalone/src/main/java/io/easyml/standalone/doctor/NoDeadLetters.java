package io.easyml.standalone.doctor;

import io.easyml.messaging.EventEncoding;
import io.easyml.messaging.RecordAtFaultException;
import io.easyml.schemas.avro.DeadLetter;

/** What services say to each other never ends as a dead letter; what strangers send to the requests topic may. */
final class NoDeadLetters implements Invariant {

    @Override
    public Finding examine(Evidence evidence) {
        var notes = new Finding.Notes("no-dead-letters", "no record of the platform's own ended as a dead letter");
        var encoding = new EventEncoding();
        for (var raw : evidence.deadLetters()) {
            notes.looked();
            try {
                if (encoding.decode(raw.value()) instanceof DeadLetter letter
                        && !letter.getTopic().endsWith(".training.requests.v1")) {
                    notes.violated(letter.getTopic() + "/" + letter.getPartition() + "/" + letter.getOffset() + " of "
                            + letter.getConsumer() + ": " + letter.getReason());
                }
            } catch (RecordAtFaultException unreadable) {
                notes.violated("the dead letter " + raw.offset() + " cannot be read: " + unreadable.getMessage());
            }
        }
        return notes.finding();
    }
}
