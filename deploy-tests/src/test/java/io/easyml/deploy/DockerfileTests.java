package io.easyml.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileTests {

    private final Dockerfile dockerfile = Dockerfile.read();

    @Test
    void theLinterFindsNothing() {
        var hadolint = Tools.hadolint();
        Assumptions.assumeTrue(hadolint.isPresent(), "skipped: PyPI has no hadolint for this machine");

        var lint = Program.run(List.of(
                hadolint.orElseThrow(),
                "--no-color",
                Repository.ROOT.resolve("Dockerfile").toString()));

        assertThat(lint.output() + lint.errors()).isEmpty();
        assertThat(lint.exitCode()).isZero();
    }

    @Test
    void imagesOfOthersArePinnedByDigest() {
        assertThat(dockerfile.foreignImages()).hasSize(2).allMatch(image -> image.matches(".+:.+@sha256:[0-9a-f]{64}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "training-worker", "versioning-worker", "audit-sink", "setup", "mlflow"})
    void anImageRunsWithoutRightsAndNamesNoSecret(String target) {
        assertThat(dockerfile.user(target)).isEqualTo("10001:10001");
        assertThat(dockerfile.environment(target).keySet())
                .noneMatch(name -> name.matches(".*(PASSWORD|SECRET|_URL|URI).*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "training-worker", "versioning-worker", "audit-sink", "mlflow"})
    void whatServesSaysWhetherItIsReady(String target) {
        assertThat(dockerfile.all(target, "HEALTHCHECK").getLast().rest()).contains("/opt/easyml/healthy");
        assertThat(dockerfile.environment(target)).containsKey("SERVER_PORT");
        assertThat(dockerfile.all(target, "EXPOSE").getLast().words())
                .contains(dockerfile.environment(target).get("SERVER_PORT"));
    }

    @Test
    void whatTheBuildReadsIsSentToTheEngine() throws Exception {
        var sent = Files.readString(Repository.ROOT.resolve(".dockerignore"));

        assertThat(sent.lines()).contains("*", "!pom.xml", "!mvnw", "!.mvn", "!deploy", "!*/pom.xml", "!*/src");
    }
}
