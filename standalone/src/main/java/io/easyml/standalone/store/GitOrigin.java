package io.easyml.standalone.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A project's bare repository. */
public record GitOrigin(Path repository) {

    private static final long LIMIT_SECONDS = 60;
    private static final Pattern SUBJECT = Pattern.compile("(?m)^subject: (\\S+)$");

    /**
     * An annotated tag.
     *
     * @param commit what it points to
     * @param subject whose version it says it is
     */
    public record Tag(String name, String commit, String subject) {}

    /** Its annotated tags by name. */
    public Map<String, Tag> tags() throws IOException {
        var tags = new HashMap<String, Tag>();
        var listed = git(
                "", "for-each-ref", "--format=%(refname:strip=2)%00%(*objectname)%00%(contents)%00%00", "refs/tags");
        for (var entry : new String(listed, UTF_8).split("\0\0")) {
            var fields = entry.strip().split("\0");
            if (fields.length == 3 && !fields[1].isBlank()) {
                var subject = SUBJECT.matcher(fields[2]);
                tags.put(fields[0], new Tag(fields[0], fields[1], subject.find() ? subject.group(1) : ""));
            }
        }
        return tags;
    }

    /**
     * The texts of files in commits.
     *
     * @param names each {@code commit:path}
     * @return by name; a file that is not there is missing
     */
    public Map<String, String> texts(List<String> names) throws IOException {
        var texts = new HashMap<String, String>();
        if (names.isEmpty()) {
            return texts;
        }
        var output = git(String.join("\n", names) + "\n", "cat-file", "--batch=%(objecttype) %(objectsize)");
        var at = 0;
        for (var name : names) {
            var line = at;
            while (output[line] != '\n') {
                line++;
            }
            var header = new String(output, at, line - at, UTF_8);
            at = line + 1;
            if (header.startsWith("blob ")) {
                var size = Integer.parseInt(header.substring("blob ".length()));
                texts.put(name, new String(Arrays.copyOfRange(output, at, at + size), UTF_8));
                at += size + 1;
            }
        }
        return texts;
    }

    private byte[] git(String input, String... words) throws IOException {
        var command = new ArrayList<>(List.of("git", "-C", repository.toString()));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            var output = new ByteArrayOutputStream();
            var reading = Thread.ofVirtual().start(() -> {
                try {
                    process.getInputStream().transferTo(output);
                } catch (IOException ended) {
                    process.destroyForcibly();
                }
            });
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(UTF_8));
            }
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("git " + words[0] + " in " + repository + " did not end");
            }
            reading.join();
            if (process.exitValue() != 0) {
                throw new IOException("git " + words[0] + " in " + repository + " ended with " + process.exitValue());
            }
            return output.toByteArray();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IOException("git was not waited for", asked);
        } finally {
            process.destroyForcibly();
        }
    }
}
