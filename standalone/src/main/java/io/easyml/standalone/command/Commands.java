package io.easyml.standalone.command;

import io.easyml.embedded.ServerException;
import io.easyml.messaging.WorldAtFaultException;
import io.easyml.standalone.client.ApiException;
import io.easyml.standalone.setup.SetupException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All subcommands; a failure that has a sentence is shown as that sentence. */
@Command(
        name = "easyml",
        description = "Trains, tracks, versions and serves models on tabular data.",
        mixinStandardHelpOptions = true,
        version = "easyml 0.1.0",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            StopCommand.class,
            StartCommand.class,
            DemoCommand.class,
            TrainCommand.class,
            CancelCommand.class,
            PredictCommand.class,
            EventsCommand.class,
            LogsCommand.class,
            EnvCommand.class,
            SetupCommand.class
        })
public final class Commands implements Runnable {

    private Commands() {}

    /** Runs the command line and gives its exit code: 0, 1 for a failure, 2 for wrong words. */
    public static int run(String[] arguments) {
        var line = new CommandLine(new Commands());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            switch (failure) {
                case ApiException known -> command.getErr().println(known.getMessage());
                case ServerException known -> command.getErr().println(known.getMessage());
                case SetupException known -> command.getErr().println(known.getMessage());
                case WorldAtFaultException known -> command.getErr().println(known.getMessage());
                case IllegalStateException known -> command.getErr().println(known.getMessage());
                default -> failure.printStackTrace(command.getErr());
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        return line.execute(arguments);
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
