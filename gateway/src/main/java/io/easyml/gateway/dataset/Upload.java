package io.easyml.gateway.dataset;

import io.easyml.gateway.GatewaySettings;
import io.easyml.gateway.StorageRoots;
import io.easyml.gateway.web.ApiProblem;
import io.easyml.schemas.event.EventIds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.multipart.FilePartEvent;
import org.springframework.http.codec.multipart.FormPartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Takes a multipart upload to disk as it comes in, counting and hashing; memory holds one buffer of it. */
@Component
class Upload {

    private static final String STAGING = ".staging";
    /** What a multipart body may have around its file. */
    private static final long ENVELOPE = 64 * 1024;

    private final StorageRoots roots;
    private final GatewaySettings settings;

    Upload(StorageRoots roots, GatewaySettings settings) {
        this.roots = roots;
        this.settings = settings;
    }

    /** What announces more than is allowed is refused before any of it is taken. */
    void checkAnnounced(long contentLength) {
        var limit = settings.maxUpload().toBytes();
        if (contentLength > limit + ENVELOPE) {
            throw tooLarge("The upload is " + contentLength + " bytes long", limit);
        }
    }

    private static ApiProblem tooLarge(String what, long limit) {
        return ApiProblem.of(
                HttpStatus.CONTENT_TOO_LARGE,
                "TOO_LARGE",
                "file",
                what + "; a file may have " + limit + " bytes (setting MAX_UPLOAD_BYTES).");
    }

    /**
     * A file that came in whole and is on the disk.
     *
     * @param name from the form field {@code name}, else the file's own
     */
    record Received(Path file, String name, String sha256, long sizeBytes) {}

    Mono<Received> receive(Flux<PartEvent> parts) {
        var name = new AtomicReference<@Nullable String>();
        return parts.windowUntil(PartEvent::isLast)
                .concatMap(part -> part.switchOnFirst((first, events) -> switch (first.get()) {
                    case FormPartEvent form
                    when form.name().equals("name") -> {
                        name.set(form.value());
                        yield events.then(Mono.<Received>empty());
                    }
                    case FilePartEvent file
                    when file.name().equals("file") -> store(events.map(PartEvent::content), file.filename());
                    case null -> Flux.<Received>empty();
                    case PartEvent other ->
                        events.doOnNext(event -> DataBufferUtils.release(event.content()))
                                .then(Mono.error(ApiProblem.invalid(
                                        "REQUEST_INVALID",
                                        other.name(),
                                        "`" + other.name()
                                                + "` is not a part of an upload: send `file`, and `name` if you"
                                                + " like")));
                }))
                .collectList()
                .flatMap(files -> switch (files.size()) {
                    case 0 ->
                        Mono.<Received>error(ApiProblem.invalid(
                                "REQUEST_INVALID",
                                "file",
                                "The part `file` is missing: send the table as multipart/form-data"));
                    case 1 -> Mono.just(named(files.getFirst(), name.get()));
                    default ->
                        Flux.fromIterable(files)
                                .concatMap(this::discard)
                                .then(Mono.error(ApiProblem.invalid(
                                        "REQUEST_INVALID",
                                        "file",
                                        "One upload has one `file`; this one has " + files.size())));
                });
    }

    private static Received named(Received received, @Nullable String name) {
        return name == null || name.isBlank()
                ? received
                : new Received(received.file(), name.strip(), received.sha256(), received.sizeBytes());
    }

    private Mono<Received> store(Flux<DataBuffer> content, String fileName) {
        return Mono.usingWhen(
                Mono.fromCallable(() -> Sink.open(roots.datasets().directory().resolve(STAGING), settings))
                        .subscribeOn(Schedulers.boundedElastic()),
                sink -> content.publishOn(Schedulers.boundedElastic(), 8)
                        .doOnNext(buffer -> sink.take(buffer))
                        .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                        .then(Mono.fromCallable(() -> sink.finished(plain(fileName)))),
                sink -> Mono.empty(),
                (sink, failure) -> sink.abandon(),
                Sink::abandon);
    }

    /** Browsers and clients may send a path; only its last part names the dataset. */
    private static String plain(String fileName) {
        return fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    }

    /** The file is not needed: nothing stays behind. */
    Mono<Void> discard(Received received) {
        return Mono.fromCallable(() -> Files.deleteIfExists(received.file()))
                .subscribeOn(Schedulers.boundedElastic())
                .then();
    }

    /** An open file in the staging folder. Used by one thread at a time. */
    private static final class Sink {

        private final Path file;
        private final FileChannel channel;
        private final MessageDigest sha256;
        private final TableCount count;
        private final long limit;
        private long size;

        private Sink(Path file, FileChannel channel, MessageDigest sha256, TableCount count, long limit) {
            this.file = file;
            this.channel = channel;
            this.sha256 = sha256;
            this.count = count;
            this.limit = limit;
        }

        static Sink open(Path staging, GatewaySettings settings) throws IOException, NoSuchAlgorithmException {
            Files.createDirectories(staging);
            var file = staging.resolve(EventIds.next() + ".upload");
            return new Sink(
                    file,
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    MessageDigest.getInstance("SHA-256"),
                    new TableCount(settings.maxRows(), settings.maxColumns()),
                    settings.maxUpload().toBytes());
        }

        void take(DataBuffer buffer) {
            try {
                size += buffer.readableByteCount();
                if (size > limit) {
                    throw tooLarge("The file is longer than it may be", limit);
                }
                try (var iterator = buffer.readableByteBuffers()) {
                    while (iterator.hasNext()) {
                        ByteBuffer bytes = iterator.next();
                        sha256.update(bytes.duplicate());
                        count.take(bytes.duplicate());
                        while (bytes.hasRemaining()) {
                            channel.write(bytes);
                        }
                    }
                }
            } catch (IOException full) {
                throw ApiProblem.of(
                        HttpStatus.INSUFFICIENT_STORAGE,
                        "STORAGE_UNAVAILABLE",
                        "The file could not be stored: " + full.getMessage());
            } finally {
                DataBufferUtils.release(buffer);
            }
        }

        Received finished(String name) throws IOException {
            count.end();
            channel.force(true);
            channel.close();
            return new Received(file, name, HexFormat.of().formatHex(sha256.digest()), size);
        }

        Mono<Void> abandon() {
            return Mono.fromCallable(() -> {
                        channel.close();
                        return Files.deleteIfExists(file);
                    })
                    .subscribeOn(Schedulers.boundedElastic())
                    .then();
        }
    }
}
