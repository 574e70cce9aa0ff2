package io.easyml.gateway.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.easyml.gateway.StorageRoots;
import io.easyml.gateway.project.ProjectRole;
import io.easyml.gateway.security.Caller;
import io.easyml.gateway.web.ApiProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What the runs of a job wrote down, below the models root: {@code .runs/{job_id}/{attempt}-{run_id}.log}. */
@Component
class RunLogs {

    private static final String FOLDER = ".runs";
    private static final Pattern NAME =
            Pattern.compile("(\\d{1,9})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.log");
    /** A worker writes at most 1 MiB; what is longer is not a worker's. */
    private static final int LONGEST = 2 << 20;

    private static final int BUFFER = 16 * 1024;
    private static final DefaultDataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

    private final Jobs jobs;
    private final StorageRoots roots;

    RunLogs(Jobs jobs, StorageRoots roots) {
        this.jobs = jobs;
        this.roots = roots;
    }

    /** A run's log. */
    record RunLog(int attempt, UUID runId, long sizeBytes, Instant changedAt, Path file) {}

    /** The logs of a job's runs, in their order; of one attempt, where one is given. */
    Mono<List<RunLog>> of(Caller caller, UUID jobId, @Nullable Integer attempt) {
        return jobs.require(caller, jobId, ProjectRole.VIEWER)
                .then(Mono.fromCallable(() -> list(jobId)).subscribeOn(Schedulers.boundedElastic()))
                .map(found -> {
                    var wanted = found.stream()
                            .filter(run -> attempt == null || run.attempt() == attempt)
                            .toList();
                    if (wanted.isEmpty() && attempt != null) {
                        throw ApiProblem.notFound(
                                "LOG_NOT_FOUND",
                                "Attempt " + attempt + " of job " + jobId + " has no log"
                                        + (found.isEmpty()
                                                ? "; no attempt has one yet."
                                                : "; there are logs of "
                                                        + found.stream()
                                                                .map(run -> "attempt " + run.attempt())
                                                                .distinct()
                                                                .toList()
                                                        + "."));
                    }
                    return wanted;
                });
    }

    /** The logs as one text; a line of its own says where a run's begins. */
    Flux<DataBuffer> text(List<RunLog> logs) {
        return Flux.fromIterable(logs)
                .concatMap(log -> Flux.concat(
                        Mono.fromSupplier(() -> BUFFERS.wrap(
                                ("--- attempt " + log.attempt() + ", run " + log.runId() + "\n").getBytes(UTF_8))),
                        DataBufferUtils.read(log.file(), BUFFERS, BUFFER)))
                .subscribeOn(Schedulers.boundedElastic());
    }

    /** The lines of one run's log, as far as it is written. */
    Mono<List<String>> lines(RunLog log) {
        return Mono.fromCallable(() -> {
                    try (var in = Files.newInputStream(log.file())) {
                        return new String(in.readNBytes(LONGEST), UTF_8).lines().toList();
                    }
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    private List<RunLog> list(UUID jobId) throws IOException {
        var folder = roots.models().directory().resolve(FOLDER).resolve(jobId.toString());
        try (var files = Files.list(folder)) {
            return files.map(RunLogs::log)
                    .filter(Objects::nonNull)
                    .sorted(Comparator.comparingInt(RunLog::attempt)
                            .thenComparing(RunLog::changedAt)
                            .thenComparing(RunLog::runId))
                    .toList();
        } catch (NoSuchFileException noneYet) {
            return List.of();
        }
    }

    private static @Nullable RunLog log(Path file) {
        var name = NAME.matcher(file.getFileName().toString());
        try {
            if (!name.matches() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            return new RunLog(
                    Integer.parseInt(name.group(1)),
                    UUID.fromString(name.group(2)),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toInstant(),
                    file);
        } catch (IOException gone) {
            return null;
        }
    }
}
