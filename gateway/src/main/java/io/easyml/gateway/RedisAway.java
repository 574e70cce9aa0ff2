package io.easyml.gateway;

import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** With Redis away a command fails at once: PostgreSQL is asked instead, and nothing piles up for when Redis is back. */
@Configuration
class RedisAway {

    @Bean
    LettuceClientOptionsBuilderCustomizer failsAtOnce() {
        return options -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
    }
}
