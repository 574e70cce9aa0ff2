package io.easyml.standalone.command;

import io.easyml.standalone.platform.Logs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Shows the end of the logs, of one process or of all.")
final class LogsCommand implements Callable<Integer> {

    private static final int CHUNK = 1 << 16;

    @Mixin
    private Place place = new Place();

    @Parameters(arity = "0..1", paramLabel = "PROCESS", description = "A process's name, as status shows it.")
    private @Nullable String process;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "50",
            description = "Lines of each log (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with new lines until Ctrl-C; needs a PROCESS.")
    private boolean follow;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var logs = names();
        if (process != null && !logs.contains(process)) {
            System.err.println("There is no log of `" + process + "`; there are: " + String.join(", ", logs));
            return 1;
        }
        if (process == null) {
            for (var name : logs) {
                System.out.println("== " + name);
                System.out.println(Logs.tail(place.folder().log(name), lines));
            }
            return 0;
        }
        var log = place.folder().log(process);
        System.out.println(Logs.tail(log, lines));
        if (follow) {
            follow(log);
        }
        return 0;
    }

    private List<String> names() throws IOException {
        if (!Files.isDirectory(place.folder().logs())) {
            return List.of();
        }
        try (var files = Files.list(place.folder().logs())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".log"))
                    .map(name -> name.substring(0, name.length() - ".log".length()))
                    .sorted()
                    .toList();
        }
    }

    private static void follow(Path log) throws IOException, InterruptedException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(file.length());
            var chunk = new byte[CHUNK];
            while (true) {
                for (int read = file.read(chunk); read > 0; read = file.read(chunk)) {
                    System.out.print(new String(chunk, 0, read, StandardCharsets.UTF_8));
                }
                System.out.flush();
                Thread.sleep(300);
            }
        }
    }
}
