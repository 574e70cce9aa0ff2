package io.easyml.gateway.model;

import io.easyml.gateway.StorageRoots;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** A model folder as a zip archive, made while it is sent. */
@Component
class ModelArchive {

    private static final int CHUNK = 1 << 16;

    private final StorageRoots roots;
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();

    ModelArchive(StorageRoots roots) {
        this.roots = roots;
    }

    /** The archive of a version: its files by the paths of its manifest, below one folder. */
    Flux<DataBuffer> of(Models.Stored stored, DataBufferFactory buffers) {
        var folder = roots.models().resolve(stored.path());
        var top = stored.version().modelName() + "-v" + stored.version().version() + "/";
        return Flux.from(org.springframework.core.io.buffer.DataBufferUtils.outputStreamPublisher(
                        out -> write(stored, folder, top, out), buffers, threads, CHUNK))
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release);
    }

    private static void write(Models.Stored stored, Path folder, String top, OutputStream out) {
        try (var zip = new ZipOutputStream(out)) {
            for (var file : stored.version().files()) {
                var name = file.path("path").asString();
                zip.putNextEntry(new ZipEntry(top + name));
                Files.copy(folder.resolve(name), zip);
                zip.closeEntry();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("the model folder could not be sent", failed);
        }
    }
}
