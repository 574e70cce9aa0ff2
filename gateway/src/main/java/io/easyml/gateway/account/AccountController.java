package io.easyml.gateway.account;

import io.easyml.gateway.security.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Accounts and sign-in. */
@RestController
@RequestMapping("/api/v1/auth")
@Tag(name = "accounts")
class AccountController {

    private final Accounts accounts;

    AccountController(Accounts accounts) {
        this.accounts = accounts;
    }

    record Registration(
            @NotNull
            @Pattern(
                    regexp = "[A-Za-z0-9][A-Za-z0-9._-]{2,63}",
                    message = "must be 3 to 64 of letters, digits, '.', '_' and '-', starting with a letter or digit")
            String username,

            @NotNull @Email @Size(max = 254) String email,

            @NotNull @Size(min = 10, max = 200, message = "must have 10 to 200 characters")
            String password,

            @Nullable @Size(max = 200) String fullName) {

        @Override
        public String toString() {
            return "Registration[username=" + username + "]";
        }
    }

    record Login(
            @NotBlank @Size(max = 64) String username,
            @NotBlank @Size(max = 200) String password) {

        @Override
        public String toString() {
            return "Login[username=" + username + "]";
        }
    }

    record Refresh(@NotBlank @Size(max = 200) String refreshToken) {

        @Override
        public String toString() {
            return "Refresh[]";
        }
    }

    /** A user as the API shows it. */
    record User(UUID id, String username, String email, String fullName, String role, Instant createdAt) {}

    /** What a sign-in gives; {@code expires_in} is in seconds. */
    record SignedIn(String accessToken, String tokenType, long expiresIn, String refreshToken) {}

    @PostMapping("/register")
    @ResponseStatus(HttpStatus.CREATED)
    @SecurityRequirements
    @Operation(summary = "Create an account")
    Mono<User> register(@Valid @RequestBody Registration registration) {
        return accounts.register(registration, "user");
    }

    @PostMapping("/login")
    @SecurityRequirements
    @Operation(summary = "Sign in")
    Mono<SignedIn> login(@Valid @RequestBody Login login) {
        return accounts.login(login);
    }

    @PostMapping("/refresh")
    @SecurityRequirements
    @Operation(summary = "Exchange a refresh token, once, for new tokens")
    Mono<SignedIn> refresh(@Valid @RequestBody Refresh refresh) {
        return accounts.refresh(refresh.refreshToken());
    }

    @PostMapping("/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "End this session")
    Mono<Void> logout(@Parameter(hidden = true) Caller caller) {
        return accounts.logout(caller);
    }

    @GetMapping("/me")
    @Operation(summary = "Who am I")
    Mono<User> me(@Parameter(hidden = true) Caller caller) {
        return accounts.user(caller.userId());
    }
}
