package io.easyml.standalone.command;

import io.easyml.standalone.client.ApiClient;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", mixinStandardHelpOptions = true, description = "Cancels a training job.")
final class CancelCommand implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    @Parameters(paramLabel = "JOB_ID", description = "The job, as `train` shows it.")
    private UUID job = new UUID(0, 0);

    @Override
    public Integer call() throws InterruptedException {
        try (var api = ApiClient.signedIn(place.running())) {
            api.cancel(job.toString());
            var end = api.await(job.toString(), now -> {});
            var state = end.path("state").asString();
            System.out.println("The job " + job + " is " + state + ".");
            // an outcome that was on its way already comes first
            return state.equals("cancelled") ? 0 : 1;
        }
    }
}
