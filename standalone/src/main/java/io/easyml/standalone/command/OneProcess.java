package io.easyml.standalone.command;

import io.easyml.standalone.platform.DataFolder;
import io.easyml.standalone.platform.PlatformState;
import java.util.List;

/** One process of a running platform, as its launcher describes it. */
record OneProcess(DataFolder folder, String name) {

    private static final long LIMIT_MS = 120_000;
    private static final long LOOK_EVERY_MS = 100;

    private List<PlatformState.Member> members() {
        var state = PlatformState.ofRunning(folder);
        if (state.isEmpty() || !state.get().ready()) {
            throw new IllegalStateException("No platform is up on " + folder.path() + ". Start one: ./easyml up");
        }
        return state.get().processes();
    }

    /** Whether there is no such process; says which there are. */
    boolean isUnknown() {
        var names = members().stream().map(PlatformState.Member::name).toList();
        if (!names.contains(name)) {
            System.err.println("There is no process `" + name + "`; there are: " + String.join(", ", names));
        }
        return !names.contains(name);
    }

    /** Waits until it is in this state; gives the exit code. */
    int await(String wanted) throws InterruptedException {
        var end = System.currentTimeMillis() + LIMIT_MS;
        while (System.currentTimeMillis() < end) {
            if (members().stream()
                    .anyMatch(member ->
                            member.name().equals(name) && member.state().equals(wanted))) {
                System.out.println(name + " is " + wanted);
                return 0;
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
        System.err.println(name + " is not " + wanted + " after " + LIMIT_MS / 1_000 + " s; see ./easyml logs " + name);
        return 1;
    }
}
