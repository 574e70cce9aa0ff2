package io.easyml.schemas.database;

/** Where Flyway finds the migrations of this version. */
public final class Migrations {

    /** Flyway location; {@code setup} applies it, services only check that it was applied. */
    public static final String LOCATION = "classpath:db/migration";

    /** The version that this build's services need. */
    public static final String VERSION = "2";

    private Migrations() {}
}
