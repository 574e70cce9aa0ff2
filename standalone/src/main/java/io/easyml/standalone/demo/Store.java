package io.easyml.standalone.demo;

import java.util.List;

/** A store of the platform, asked by its own means whether what a job made is there. */
interface Store {

    String name();

    /**
     * What is missing or wrong of this job; empty where all is there.
     *
     * @throws Exception where the store cannot be asked; that too is a fault
     */
    List<String> faults(FinishedJob job) throws Exception;
}
