package io.easyml.gateway.security;

import java.util.UUID;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** Who calls: an authenticated user in a session. Controllers take it as a parameter. */
public record Caller(UUID userId, String username, boolean admin, UUID sessionId) {

    static Caller of(JwtAuthenticationToken token) {
        var claims = token.getToken();
        return new Caller(
                UUID.fromString(claims.getSubject()),
                String.valueOf(claims.getClaimAsString(Tokens.USERNAME)),
                "admin".equals(claims.getClaimAsString(Tokens.ROLE)),
                UUID.fromString(String.valueOf(claims.getClaimAsString(Tokens.SESSION))));
    }
}
