package io.easyml.gateway.security;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.easyml.gateway.GatewaySettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.stereotype.Component;

/** Access tokens (JWT, RFC 7519; HS256 and nothing else) and refresh tokens (random, stored as a hash). */
@Component
public final class Tokens {

    static final String USERNAME = "username";
    static final String ROLE = "role";
    static final String SESSION = "sid";

    private static final String ISSUER = "easyml";
    private static final String AUDIENCE = "easyml-api";
    private static final int REFRESH_BYTES = 32;

    private final SecretKey key;
    private final NimbusJwtEncoder encoder;
    private final Duration expires;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Tokens(GatewaySettings settings, InstantSource clock) {
        this.key = new SecretKeySpec(sha256(settings.secretKey().getBytes(StandardCharsets.UTF_8)), "HmacSHA256");
        this.encoder = new NimbusJwtEncoder(new ImmutableSecret<>(key));
        this.expires = Duration.ofMinutes(settings.accessTokenExpireMinutes());
        this.clock = clock;
    }

    /** A new access token. */
    public String access(Caller caller) {
        var now = clock.instant();
        var claims = JwtClaimsSet.builder()
                .issuer(ISSUER)
                .audience(List.of(AUDIENCE))
                .subject(caller.userId().toString())
                .claim(USERNAME, caller.username())
                .claim(ROLE, caller.admin() ? "admin" : "user")
                .claim(SESSION, caller.sessionId().toString())
                .id(UUID.randomUUID().toString())
                .issuedAt(now)
                .expiresAt(now.plus(expires))
                .build();
        var header = JwsHeader.with(MacAlgorithm.HS256).build();
        return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
    }

    /** How long an access token is good for, in seconds. */
    public long expiresIn() {
        return expires.toSeconds();
    }

    /** A new refresh token, 256 random bits. */
    public String refresh() {
        var bytes = new byte[REFRESH_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** As a refresh token is stored. */
    public static byte[] hash(String refreshToken) {
        return sha256(refreshToken.getBytes(StandardCharsets.UTF_8));
    }

    ReactiveJwtDecoder decoder() {
        var decoder = NimbusReactiveJwtDecoder.withSecretKey(key)
                .macAlgorithm(MacAlgorithm.HS256)
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(Duration.ofSeconds(5)), new JwtIssuerValidator(ISSUER), this::audience));
        return decoder;
    }

    private OAuth2TokenValidatorResult audience(Jwt token) {
        return token.getAudience() != null && token.getAudience().contains(AUDIENCE)
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", "another audience", null));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
