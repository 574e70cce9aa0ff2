package io.easyml.gateway.account;

import io.easyml.gateway.GatewaySettings;
import io.easyml.gateway.outbox.Outbox;
import io.easyml.gateway.security.Caller;
import io.easyml.gateway.security.Passwords;
import io.easyml.gateway.security.Sessions;
import io.easyml.gateway.security.Tokens;
import io.easyml.gateway.web.ApiProblem;
import io.easyml.messaging.EventOrigin;
import io.easyml.schemas.avro.SignInFailed;
import io.easyml.schemas.avro.SignInSucceeded;
import io.easyml.schemas.avro.SignedOut;
import io.easyml.schemas.avro.UserRegistered;
import io.easyml.schemas.event.EventIds;
import io.easyml.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Users, and their sessions. */
@Component
class Accounts {

    private static final String USER = "id, username, email, full_name, role, active, password_hash, created_at";

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Outbox outbox;
    private final Topics topics;
    private final Passwords passwords;
    private final Tokens tokens;
    private final Sessions sessions;
    private final GatewaySettings settings;
    private final InstantSource clock;

    Accounts(
            DatabaseClient database,
            TransactionalOperator transaction,
            Outbox outbox,
            Topics topics,
            Passwords passwords,
            Tokens tokens,
            Sessions sessions,
            GatewaySettings settings,
            InstantSource clock) {
        this.database = database;
        this.transaction = transaction;
        this.outbox = outbox;
        this.topics = topics;
        this.passwords = passwords;
        this.tokens = tokens;
        this.sessions = sessions;
        this.settings = settings;
        this.clock = clock;
    }

    private record Row(AccountController.User user, boolean active, String passwordHash) {}

    Mono<AccountController.User> register(AccountController.Registration registration, String role) {
        var id = EventIds.next();
        return passwords
                .hash(registration.password())
                .flatMap(hash -> insert(id, registration, role, hash)
                        .then(outbox.add(
                                topics.accountEvents(),
                                id,
                                UserRegistered.newBuilder()
                                        .setUserId(id)
                                        .setUsername(registration.username())
                                        .setRole(role)
                                        .build(),
                                EventOrigin.user(id, null, null)))
                        .as(transaction::transactional))
                .onErrorMap(DuplicateKeyException.class, taken -> taken(taken, registration))
                .doOnSuccess(done -> outbox.committed())
                .then(Mono.defer(() -> user(id)));
    }

    private Mono<Void> insert(UUID id, AccountController.Registration registration, String role, String hash) {
        return database.sql("insert into users (id, username, email, full_name, password_hash, role)"
                        + " values (:id, :username, :email, :fullName, :hash, :role)")
                .bind("id", id)
                .bind("username", registration.username())
                .bind("email", registration.email())
                .bind("fullName", Objects.requireNonNullElse(registration.fullName(), ""))
                .bind("hash", hash)
                .bind("role", role)
                .then();
    }

    private static ApiProblem taken(DuplicateKeyException taken, AccountController.Registration registration) {
        return String.valueOf(taken.getMessage()).contains("users_email")
                ? ApiProblem.conflict("EMAIL_TAKEN", "There is an account with this email address already.")
                : ApiProblem.conflict(
                        "USERNAME_TAKEN", "The username `" + registration.username() + "` is taken. Choose another.");
    }

    Mono<AccountController.User> user(UUID id) {
        return database.sql("select " + USER + " from users where id = :id")
                .bind("id", id)
                .map(Accounts::row)
                .one()
                .map(Row::user);
    }

    Mono<AccountController.SignedIn> login(AccountController.Login login) {
        return database.sql("select " + USER + " from users where lower(username) = :username")
                .bind("username", login.username().toLowerCase(Locale.ROOT))
                .map(Accounts::row)
                .one()
                .flatMap(row -> passwords
                        .matches(login.password(), row.passwordHash())
                        .flatMap(matches -> {
                            if (!matches) {
                                return refused(login, row.user().id(), "bad_credentials");
                            }
                            return row.active()
                                    ? begin(row.user())
                                    : refused(login, row.user().id(), "inactive");
                        }))
                .switchIfEmpty(Mono.defer(
                        () -> passwords.matchesNobody(login.password()).then(refused(login, null, "bad_credentials"))));
    }

    private Mono<AccountController.SignedIn> refused(
            AccountController.Login login, @Nullable UUID userId, String reason) {
        var key = userId != null
                ? userId
                : UUID.nameUUIDFromBytes(login.username().getBytes(StandardCharsets.UTF_8));
        return outbox.add(
                        topics.accountEvents(),
                        key,
                        SignInFailed.newBuilder()
                                .setUserId(userId)
                                .setUsername(login.username())
                                .setReason(reason)
                                .build(),
                        userId == null
                                ? EventOrigin.service("gateway", null, null)
                                : EventOrigin.user(userId, null, null))
                .doOnSuccess(done -> outbox.committed())
                .then(Mono.error(ApiProblem.unauthenticated(
                        "BAD_CREDENTIALS", "The username and the password do not fit together.")));
    }

    private Mono<AccountController.SignedIn> begin(AccountController.User user) {
        var session = EventIds.next();
        var refresh = tokens.refresh();
        return database.sql("insert into user_sessions (id, user_id, refresh_token_hash, expires_at)"
                        + " values (:id, :user, :hash, :expires)")
                .bind("id", session)
                .bind("user", user.id())
                .bind("hash", Tokens.hash(refresh))
                .bind("expires", expires())
                .then()
                .then(outbox.add(
                        topics.accountEvents(),
                        user.id(),
                        SignInSucceeded.newBuilder()
                                .setUserId(user.id())
                                .setSessionId(session)
                                .build(),
                        EventOrigin.user(user.id(), null, null)))
                .as(transaction::transactional)
                .doOnSuccess(done -> outbox.committed())
                .then(Mono.fromSupplier(() -> signedIn(user, session, refresh)));
    }

    private Instant expires() {
        return clock.instant().plus(settings.refreshTokenExpire());
    }

    private AccountController.SignedIn signedIn(AccountController.User user, UUID session, String refresh) {
        var caller = new Caller(user.id(), user.username(), user.role().equals("admin"), session);
        return new AccountController.SignedIn(tokens.access(caller), "bearer", tokens.expiresIn(), refresh);
    }

    /** The token changes at every use, so that a stolen one is found out when its owner's stops to work. */
    Mono<AccountController.SignedIn> refresh(String given) {
        var next = tokens.refresh();
        return database.sql(
                        "update user_sessions s set refresh_token_hash = :next, last_used_at = now(), expires_at = :expires"
                                + " from users u where u.id = s.user_id and u.active and s.refresh_token_hash = :given"
                                + " and s.revoked_at is null and s.expires_at > now()"
                                + " returning s.id as session_id, u.id, u.username, u.email, u.full_name, u.role, u.active,"
                                + " u.password_hash, u.created_at")
                .bind("next", Tokens.hash(next))
                .bind("expires", expires())
                .bind("given", Tokens.hash(given))
                .map(row -> signedIn(row(row).user(), Objects.requireNonNull(row.get("session_id", UUID.class)), next))
                .one()
                .switchIfEmpty(Mono.error(ApiProblem.unauthenticated(
                        "REFRESH_TOKEN_INVALID", "This refresh token was used, has expired or was never given out.")));
    }

    Mono<Void> logout(Caller caller) {
        return database.sql("update user_sessions set revoked_at = now() where id = :id and revoked_at is null")
                .bind("id", caller.sessionId())
                .then()
                .then(outbox.add(
                        topics.accountEvents(),
                        caller.userId(),
                        SignedOut.newBuilder()
                                .setUserId(caller.userId())
                                .setSessionId(caller.sessionId())
                                .build(),
                        EventOrigin.user(caller.userId(), null, null)))
                .as(transaction::transactional)
                .doOnSuccess(done -> outbox.committed())
                .then(sessions.forget(caller.sessionId()));
    }

    Mono<Boolean> hasAdmin() {
        return database.sql("select 1 from users where role = 'admin' limit 1")
                .fetch()
                .first()
                .map(row -> true)
                .defaultIfEmpty(false);
    }

    private static Row row(Readable row) {
        return new Row(
                new AccountController.User(
                        Objects.requireNonNull(row.get("id", UUID.class)),
                        Objects.requireNonNull(row.get("username", String.class)),
                        Objects.requireNonNull(row.get("email", String.class)),
                        Objects.requireNonNull(row.get("full_name", String.class)),
                        Objects.requireNonNull(row.get("role", String.class)),
                        Objects.requireNonNull(row.get("created_at", Instant.class))),
                Boolean.TRUE.equals(row.get("active", Boolean.class)),
                Objects.requireNonNull(row.get("password_hash", String.class)));
    }
}
