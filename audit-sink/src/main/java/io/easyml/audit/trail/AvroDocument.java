package io.easyml.audit.trail;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** Avro records as MongoDB documents: ids, times and enums as text, all else by its own type. */
final class AvroDocument {

    private AvroDocument() {}

    static Document of(IndexedRecord record) {
        var document = new Document();
        for (var field : record.getSchema().getFields()) {
            document.append(field.name(), value(record.get(field.pos())));
        }
        return document;
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case IndexedRecord record -> of(record);
            case Collection<?> list -> list.stream().map(AvroDocument::value).toList();
            case Map<?, ?> map -> {
                var document = new Document();
                map.forEach((name, inner) -> document.append(fieldName(String.valueOf(name)), value(inner)));
                yield document;
            }
            case ByteBuffer buffer -> {
                var bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                yield new Binary(bytes);
            }
            case Boolean flag -> flag;
            case Integer number -> number;
            case Long number -> number;
            case Double number -> number;
            default -> value.toString();
        };
    }

    /** MongoDB reads dots as paths and dollars as operators. */
    static String fieldName(String name) {
        return name.replace('.', '_').replace('$', '_');
    }
}
