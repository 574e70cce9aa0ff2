package io.easyml.training.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Memory of a process that is its own, in MiB. On Linux what it wrote to (anonymous and shared pages), without the
 * files that it maps, which the system can drop; elsewhere all that is resident, by {@code ps}.
 */
final class ResidentMemory {

    private static final boolean LINUX = Files.isDirectory(Path.of("/proc/self"));
    private static final long PS_LIMIT_MS = 2_000;

    private ResidentMemory() {}

    /** How often it may be asked for without being a burden. */
    static long pauseMs() {
        return LINUX ? 100 : 1_000;
    }

    /** 0 where nothing can be said, for example of a process that has ended. */
    static long ofMb(long pid) {
        try {
            return LINUX ? fromProc(pid) : fromPs(pid);
        } catch (IOException | NumberFormatException gone) {
            return 0;
        }
    }

    private static long fromProc(long pid) throws IOException {
        long kilobytes = 0;
        for (var line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"), StandardCharsets.UTF_8)) {
            if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
                kilobytes += Long.parseLong(
                        line.substring(line.indexOf(':') + 1).replace("kB", "").strip());
            }
        }
        return kilobytes >> 10;
    }

    private static long fromPs(long pid) throws IOException {
        var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!ps.waitFor(PS_LIMIT_MS, TimeUnit.MILLISECONDS)) {
                return 0;
            }
            return Long.parseLong(new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip())
                    >> 10;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 0;
        } finally {
            ps.destroyForcibly();
        }
    }
}
