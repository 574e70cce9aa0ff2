package io.easyml.training.run;

import java.time.Duration;

/** Who knows what is to be stopped. */
public interface LatestStops {

    /**
     * Waits until every stop that had been said before the call is known here, and done.
     *
     * @return false if that could not be found out in time
     */
    boolean catchUp(Duration limit) throws InterruptedException;
}
