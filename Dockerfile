# syntax=docker/dockerfile:1
# All images of EasyML. Each service is a target: docker build --target gateway .
# Targets: gateway, training-worker, versioning-worker, audit-sink, setup, mlflow.
# Images are pinned by digest (of the index of all platforms); the tag before it says what the digest was when chosen.

FROM eclipse-temurin:25.0.4.1_1-jdk-noble@sha256:589ff4cc3f71aab462e7048a47a0d10edf57fbccde3fceea2281e610bf5880b4 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -q -B -ntp package -Dmaven.test.skip=true -Dspotless.check.skip=true -Djacoco.skip=true -pl '!system-tests,!deploy-tests'

# The jars taken apart: libraries, which seldom change, are a layer of their own. What only a platform without
# containers needs (embedded databases) stays out of setup's image.
FROM build AS apps
SHELL ["/bin/bash", "-euc"]
RUN for service in gateway training-worker versioning-worker audit-sink; do \
      java -Djarmode=tools -jar "/src/$service/target/$service.jar" extract --layers --destination "/apps/$service"; \
    done; \
    mkdir -p /apps/trainer /apps/setup/lib; \
    cp -r /src/trainer/target/app/. /apps/trainer; \
    cp -r /src/standalone/target/app/. /apps/setup; \
    rm -f /apps/setup/lib/embedded-{postgres,redis}*.jar /apps/setup/lib/{mongo-java-server,h2}*.jar

# What every image has: Java, a user without rights, the folders of the volumes, the health check.
FROM eclipse-temurin:25.0.4.1_1-jre-noble@sha256:d9a39a23634650173f1e2bbc176227af9728587ecf0f4b62d53e9355cd7a19ab AS java
RUN groupadd --gid 10001 easyml \
    && useradd --uid 10001 --gid easyml --home-dir /tmp --no-create-home --shell /usr/sbin/nologin easyml \
    && mkdir -p /data/models /data/datasets /data/git /data/dvc-remote /data/mlflow \
    && chown -R easyml:easyml /data
COPY --chmod=0555 deploy/healthy /opt/easyml/healthy
ENV HOME=/tmp \
    LANG=C.UTF-8
WORKDIR /app
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["/opt/easyml/healthy"]

# Java with Git, and with MLflow and DVC in the versions that the lock file names, hashes checked.
FROM java AS python
USER 0:0
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends git python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY embedded/src/main/resources/io/easyml/embedded/python/requirements.lock /opt/easyml/requirements.lock
RUN python3 -m venv /opt/easyml/python \
    && /opt/easyml/python/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes \
       --requirement /opt/easyml/requirements.lock
USER 10001:10001

FROM java AS gateway
COPY --from=apps /apps/gateway/dependencies/ ./
COPY --from=apps /apps/gateway/snapshot-dependencies/ ./
COPY --from=apps /apps/gateway/application/ ./
ENV SERVER_PORT=8000 \
    JDK_JAVA_OPTIONS=-Xmx384m
EXPOSE 8000 8001
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-jar", "gateway.jar"]

FROM java AS training-worker
COPY --from=apps /apps/trainer/ /app/trainer/
COPY --from=apps /apps/training-worker/dependencies/ ./
COPY --from=apps /apps/training-worker/snapshot-dependencies/ ./
COPY --from=apps /apps/training-worker/application/ ./
ENV SERVER_PORT=8010 \
    TRAINER_HOME=/app/trainer \
    JDK_JAVA_OPTIONS=-Xmx192m
EXPOSE 8010
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-jar", "training-worker.jar"]

FROM python AS versioning-worker
COPY --from=apps /apps/versioning-worker/dependencies/ ./
COPY --from=apps /apps/versioning-worker/snapshot-dependencies/ ./
COPY --from=apps /apps/versioning-worker/application/ ./
ENV SERVER_PORT=8083 \
    DVC_PYTHON=/opt/easyml/python/bin/python \
    JDK_JAVA_OPTIONS=-Xmx192m
EXPOSE 8083
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-jar", "versioning-worker.jar"]

FROM java AS audit-sink
COPY --from=apps /apps/audit-sink/dependencies/ ./
COPY --from=apps /apps/audit-sink/snapshot-dependencies/ ./
COPY --from=apps /apps/audit-sink/application/ ./
ENV SERVER_PORT=8030 \
    JDK_JAVA_OPTIONS=-Xmx192m
EXPOSE 8030
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-jar", "audit-sink.jar"]

# Runs once before the services and ends: migrations, topics, indexes, marks of the storage roots.
FROM java AS setup
COPY --from=apps /apps/setup/ ./
ENV JDK_JAVA_OPTIONS=-Xmx256m
HEALTHCHECK NONE
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-cp", "/app/standalone.jar:/app/lib/*", "io.easyml.standalone.Easyml", "setup"]

FROM python AS mlflow
ENV SERVER_PORT=5000 \
    MLFLOW_HOST=0.0.0.0 \
    MLFLOW_PORT=5000 \
    MLFLOW_WORKERS=1 \
    MLFLOW_DISABLE_TELEMETRY=true \
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false \
    DO_NOT_TRACK=true \
    GIT_PYTHON_REFRESH=quiet \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
EXPOSE 5000
ENTRYPOINT ["/opt/easyml/python/bin/python", "-m", "mlflow", "server", "--serve-artifacts"]
