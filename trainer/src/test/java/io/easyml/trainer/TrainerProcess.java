package io.easyml.trainer;

import io.easyml.trainer.run.TrainerJson;
import io.easyml.trainer.run.TrainerMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A trainer in a process of its own, from {@code target/app}, as a worker starts it. */
final class TrainerProcess implements AutoCloseable {

    static final Path APP = Path.of("target", "app");

    private final TrainerJson json = new TrainerJson();
    private final Path folder;
    private final Process process;
    private final SocketChannel channel;
    private final BufferedReader lines;

    private TrainerProcess(Path folder, Process process, SocketChannel channel) {
        this.folder = folder;
        this.process = process;
        this.channel = channel;
        this.lines =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    }

    static TrainerProcess start(String... options) throws IOException {
        var folder = Files.createTempDirectory("trainer");
        var socket = folder.resolve("channel");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            var builder = java("io.easyml.trainer.Main", "--channel", socket.toString());
            builder.command().addAll(1, List.of(options));
            var process = builder.redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            return new TrainerProcess(folder, process, server.accept());
        }
    }

    static ProcessBuilder java(String mainClass, String... arguments) {
        return java(List.of(), mainClass, arguments);
    }

    /** With more on the class path than the application has. */
    static ProcessBuilder java(List<Path> more, String mainClass, String... arguments) {
        var classPath = new StringBuilder(APP.toAbsolutePath() + "/*:" + APP.toAbsolutePath() + "/lib/*");
        more.forEach(path -> classPath.append(':').append(path.toAbsolutePath()));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + APP.resolve("trainer.options").toAbsolutePath(),
                "-Xmx512m",
                "-cp",
                classPath.toString(),
                mainClass));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    void send(Path runFile) throws IOException {
        var line = json.line(new TrainerMessage.Run(runFile.toString())) + "\n";
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    }

    TrainerMessage next() throws IOException {
        var line = lines.readLine();
        if (line == null) {
            throw new IOException("the trainer has gone:\n" + Files.readString(folder.resolve("log")));
        }
        return json.message(line);
    }

    /** All messages up to the run's end. */
    List<TrainerMessage> untilTheEnd() throws IOException {
        var messages = new ArrayList<TrainerMessage>();
        do {
            messages.add(next());
        } while (messages.getLast() instanceof TrainerMessage.Progress
                || messages.getLast() instanceof TrainerMessage.Rested);
        return messages;
    }

    Process process() {
        return process;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        channel.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the trainer outlived its channel");
        }
        for (var name : List.of("log", "channel")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.deleteIfExists(folder);
    }
}
