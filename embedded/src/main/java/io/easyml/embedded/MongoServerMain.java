package io.easyml.embedded;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;

/** The child JVM of mongo-java-server: arguments are the port and the data file. */
final class MongoServerMain {

    private MongoServerMain() {}

    public static void main(String[] arguments) {
        var backend = new H2Backend(arguments[1]);
        var server = new MongoServer(backend);
        server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow, "shutdown"));
        System.out.println("mongo-java-server listens on port " + arguments[0]);
    }
}
