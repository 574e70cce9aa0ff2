package io.easyml.gateway.account;

import io.easyml.gateway.GatewaySettings;
import io.easyml.gateway.security.Tokens;
import io.easyml.gateway.web.ApiProblem;
import java.time.Duration;
import java.util.Objects;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Makes the first administrator; a password that nobody set is generated and shown once, on the console only. */
@Component
class FirstAdmin implements ApplicationRunner {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Accounts accounts;
    private final Tokens tokens;
    private final GatewaySettings settings;

    FirstAdmin(Accounts accounts, Tokens tokens, GatewaySettings settings) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.settings = settings;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (Boolean.TRUE.equals(accounts.hasAdmin().block(LIMIT))) {
            return;
        }
        var set = Objects.requireNonNullElse(settings.adminPassword(), "");
        var generated = set.isBlank();
        var password = generated ? tokens.refresh() : set;
        var admin = new AccountController.Registration(
                settings.adminUsername(),
                settings.adminUsername() + "@localhost.localdomain",
                password,
                "Administrator");
        accounts.register(admin, "admin")
                // another gateway was quicker
                .onErrorResume(ApiProblem.class, taken -> Mono.empty())
                .blockOptional(LIMIT)
                .filter(user -> generated)
                .ifPresent(user -> System.out.println("The first administrator is '" + user.username()
                        + "' with the password " + password + " - it is shown only this once."));
    }
}
