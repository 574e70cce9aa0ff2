package io.easyml.gateway.security;

import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Argon2id (RFC 9106) on a few threads of its own: hashing takes long by intent, and must not stop others. */
@Component
public final class Passwords {

    private static final int THREADS = 2;
    private static final int WAITING = 200;

    private final PasswordEncoder argon2 = Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();
    private final Scheduler scheduler = Schedulers.newBoundedElastic(THREADS, WAITING, "argon2", 60, true);
    /** What a sign-in with an unknown name is checked against, so that it takes as long as any other. */
    private final String nobody = argon2.encode("nobody has this password");

    public Mono<String> hash(String password) {
        return Mono.fromCallable(() -> argon2.encode(password)).subscribeOn(scheduler);
    }

    /** Whether the password is the one behind the hash. */
    public Mono<Boolean> matches(String password, String hash) {
        return Mono.fromCallable(() -> argon2.matches(password, hash)).subscribeOn(scheduler);
    }

    /** Takes as long as {@link #matches} and is always false. */
    public Mono<Boolean> matchesNobody(String password) {
        return matches(password, nobody).map(match -> false);
    }
}
