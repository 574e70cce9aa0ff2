/** Dockerfile, docker-compose.yml and the Helm chart, held to what the services really need. */
@NullMarked
package io.easyml.deploy;

import org.jspecify.annotations.NullMarked;
