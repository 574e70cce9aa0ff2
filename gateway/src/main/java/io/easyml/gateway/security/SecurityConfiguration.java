package io.easyml.gateway.security;

import io.easyml.gateway.web.ApiProblem;
import io.easyml.gateway.web.Problems;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Deny by default: what is not named here needs an access token of a session that still holds. */
@Configuration
@EnableWebFluxSecurity
class SecurityConfiguration implements WebFluxConfigurer {

    private static final String[] OPEN_PAGES = {
        "/health", "/docs", "/docs/**", "/openapi.json", "/openapi.json/**", "/webjars/**", "/swagger-ui/**"
    };
    private static final String[] OPEN_CALLS = {"/api/v1/auth/register", "/api/v1/auth/login", "/api/v1/auth/refresh"};

    @Bean
    SecurityWebFilterChain security(ServerHttpSecurity http, Tokens tokens, Sessions sessions, Problems problems) {
        return http.authorizeExchange(exchanges -> exchanges
                        .pathMatchers(HttpMethod.GET, OPEN_PAGES)
                        .permitAll()
                        .pathMatchers(HttpMethod.POST, OPEN_CALLS)
                        .permitAll()
                        .anyExchange()
                        .authenticated())
                // no cookies, so no cross-site request forgery
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.jwtDecoder(tokens.decoder())
                                .jwtAuthenticationConverter(token -> authenticated(token, sessions)))
                        .authenticationEntryPoint((exchange, failure) -> problems.write(exchange, unauthenticated())))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(
                                (exchange, failure) -> problems.write(exchange, unauthenticated()))
                        .accessDeniedHandler((exchange, failure) ->
                                problems.write(exchange, ApiProblem.forbidden("You may not do this."))))
                .build();
    }

    private static ApiProblem unauthenticated() {
        return ApiProblem.unauthenticated(
                "UNAUTHENTICATED",
                "This needs an access token that is still good: sign in with POST /api/v1/auth/login and send it as"
                        + " 'Authorization: Bearer TOKEN'.");
    }

    private static Mono<AbstractAuthenticationToken> authenticated(Jwt token, Sessions sessions) {
        return sessions.holds(UUID.fromString(String.valueOf(token.getClaimAsString(Tokens.SESSION))))
                .flatMap(holds -> holds
                        ? Mono.just(
                                (AbstractAuthenticationToken) new JwtAuthenticationToken(token, java.util.List.of()))
                        : Mono.error(new InvalidBearerTokenException("the session has ended")));
    }

    @Override
    public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
        configurer.addCustomResolver(new CallerResolver());
    }

    private static final class CallerResolver implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Caller.class;
        }

        @Override
        public Mono<Object> resolveArgument(
                MethodParameter parameter, BindingContext context, ServerWebExchange exchange) {
            return ReactiveSecurityContextHolder.getContext()
                    .flatMap(security -> security.getAuthentication() instanceof JwtAuthenticationToken token
                            ? Mono.just(Caller.of(token))
                            : Mono.empty());
        }
    }
}
