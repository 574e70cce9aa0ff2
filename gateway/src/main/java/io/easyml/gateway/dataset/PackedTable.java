package io.easyml.gateway.dataset;

import io.easyml.gateway.GatewaySettings;
import io.easyml.gateway.web.ApiProblem;
import io.easyml.schemas.failure.FailureCode;
import io.easyml.tablefile.TableFile;
import io.easyml.tablefile.TableFile.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.zip.GZIPInputStream;
import org.springframework.http.HttpStatus;

/** Holds a table whose rows could not be counted as it came in to the limits: gzipped text is unpacked for it. */
final class PackedTable {

    /** How many times the size of an upload a file may be unpacked. */
    private static final long UNPACKED = 10;

    private PackedTable() {}

    /** Blocks while it unpacks. */
    static void check(TableFile table, GatewaySettings settings) {
        switch (table.format()) {
            case Format.Parquet parquet -> TableCount.checkRows(parquet.rows(), settings.maxRows());
            case Format.Csv csv when csv.gzip() -> unpack(table, settings);
            case Format.Csv csv -> {
                // counted already
            }
        }
    }

    private static void unpack(TableFile table, GatewaySettings settings) {
        long most = Math.multiplyExact(UNPACKED, settings.maxUpload().toBytes());
        var count = new TableCount(settings.maxRows(), settings.maxColumns());
        var buffer = new byte[1 << 16];
        long size = 0;
        try (var file = Files.newInputStream(table.path());
                var content = new GZIPInputStream(file, buffer.length)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                size += read;
                if (size > most) {
                    throw ApiProblem.of(
                            HttpStatus.CONTENT_TOO_LARGE,
                            "TOO_LARGE",
                            "file",
                            "The file is longer than " + most + " bytes when it is unpacked, " + UNPACKED
                                    + " times what an upload may have (setting MAX_UPLOAD_BYTES).");
                }
                count.take(ByteBuffer.wrap(buffer, 0, read));
            }
            count.end();
        } catch (IOException broken) {
            throw ApiProblem.invalid(
                    FailureCode.UNREADABLE_FILE.name(),
                    "file",
                    table.name() + " cannot be unpacked: " + broken.getMessage() + ". Compress the table again.");
        }
    }
}
