package io.easyml.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The Helm chart: by Helm itself, by the schemas of Kubernetes and KEDA, and by what the services need. */
class ChartTests {

    private static final String MINIMAL = "minimal-values.yaml";
    private static final String FULL = "full-values.yaml";

    @ParameterizedTest
    @ValueSource(strings = {MINIMAL, FULL})
    void helmFindsNothingWrong(String values) {
        var lint = Program.run(List.of(
                Tools.program("helm"),
                "lint",
                "--strict",
                Chart.FOLDER.toString(),
                "--values",
                Chart.FOLDER.resolve("ci").resolve(values).toString()));

        assertThat(lint.output() + lint.errors()).contains("0 chart(s) failed");
        assertThat(lint.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({MINIMAL + ",1.29", MINIMAL + ",1.30", FULL + ",1.29", FULL + ",1.30"})
    void kubernetesWouldTakeIt(String values, String version, @TempDir Path folder) throws Exception {
        var file = folder.resolve("rendered.yaml");
        Files.writeString(file, Chart.rendered(values).text());

        var validated = Program.run(List.of(
                Tools.program("kubectl-validate"),
                file.toString(),
                "--version",
                version,
                "--local-crds",
                Tools.customResources()));

        assertThat(validated.exitCode())
                .as(validated.output() + validated.errors())
                .isZero();
    }

    @Test
    void valuesThatAreMissingOrUnknownAreNamed() {
        var none = Chart.template();
        assertThat(none.exitCode()).isNotZero();
        assertThat(none.errors()).contains("/storage/existingClaim").contains("/secrets");

        var misspelt = Chart.template(
                "--values", Chart.FOLDER.resolve("ci").resolve(MINIMAL).toString(), "--set", "gateway.replica=3");
        assertThat(misspelt.exitCode()).isNotZero();
        assertThat(misspelt.errors()).contains("replica");

        var ingressWithoutTls = Chart.template(
                "--values", Chart.FOLDER.resolve("ci").resolve(MINIMAL).toString(), "--set", "ingress.enabled=true");
        assertThat(ingressWithoutTls.exitCode()).isNotZero();
        assertThat(ingressWithoutTls.errors()).contains("tlsSecret");
    }

    @Test
    void everySettingThatAServiceGetsIsOneThatItKnows() {
        var workloads = Chart.rendered(FULL).workloads();
        assertThat(workloads).hasSize(5);
        for (var workload : workloads) {
            assertThat(ServiceSettings.of(Chart.part(workload)).known())
                    .as("settings of " + Chart.part(workload))
                    .containsAll(Chart.settings(workload));
        }
    }

    @Test
    void everySettingThatAServiceCannotDoWithoutIsPassed() {
        var dockerfile = Dockerfile.read();
        var workloads = Chart.rendered(MINIMAL).workloads();
        assertThat(workloads).hasSize(5);
        for (var workload : workloads) {
            var part = Chart.part(workload);
            var passed = new HashSet<>(Chart.settings(workload));
            passed.addAll(dockerfile.environment(part).keySet());

            assertThat(passed)
                    .as("settings of " + part)
                    .containsAll(ServiceSettings.of(part).required());
        }
    }

    @Test
    void everyKeyOfTheSecretIsInTheOneThatTheChartMakes() {
        var chart = Chart.rendered(FULL);
        var made = chart.ofKind("Secret").stream()
                .flatMap(secret -> secret.path("stringData").properties().stream()
                        .map(entry -> secret.path("metadata").path("name").asString() + "/" + entry.getKey()))
                .toList();

        assertThat(chart.workloads())
                .allSatisfy(workload -> Chart.container(workload).path("env").forEach(setting -> {
                    var reference = setting.path("valueFrom").path("secretKeyRef");
                    if (!reference.isMissingNode()) {
                        assertThat(made)
                                .contains(reference.path("name").asString() + "/"
                                        + reference.path("key").asString());
                    }
                }));
    }

    /** The Pod Security Standard named restricted. */
    @ParameterizedTest
    @ValueSource(strings = {MINIMAL, FULL})
    void podsAreRestricted(String values) {
        assertThat(Chart.rendered(values).workloads()).hasSize(5).allSatisfy(workload -> {
            var pod = Chart.pod(workload).path("securityContext");
            assertThat(pod.path("runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.path("runAsUser").asInt()).isEqualTo(10001);
            assertThat(pod.path("seccompProfile").path("type").asString()).isEqualTo("RuntimeDefault");
            assertThat(Chart.pod(workload).path("automountServiceAccountToken").asBoolean(true))
                    .isFalse();
            var container = Chart.container(workload).path("securityContext");
            assertThat(container.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(container.path("capabilities").path("drop").toString()).isEqualTo("[\"ALL\"]");
            assertThat(Chart.container(workload)
                            .path("resources")
                            .path("limits")
                            .has("memory"))
                    .isTrue();
        });
    }

    @Test
    void aServiceThatWaitsForAStoreIsNotStartedAgain() {
        assertThat(Chart.rendered(MINIMAL).ofKind("Deployment")).hasSize(4).allSatisfy(deployment -> {
            var container = Chart.container(deployment);
            assertThat(container
                            .path("readinessProbe")
                            .path("httpGet")
                            .path("path")
                            .asString())
                    .isEqualTo("/health");
            assertThat(container.path("livenessProbe").has("tcpSocket")).isTrue();
            assertThat(container.path("ports").path(0).path("containerPort").asString())
                    .isEqualTo(Dockerfile.read()
                            .environment(Chart.part(deployment))
                            .get("SERVER_PORT"));
        });
    }

    @Test
    void everyDeploymentHasABudgetForItsOwnPods() {
        var chart = Chart.rendered(MINIMAL);

        assertThat(chart.ofKind("PodDisruptionBudget").stream()
                        .map(budget -> budget.path("spec").path("selector")))
                .containsExactlyInAnyOrderElementsOf(chart.ofKind("Deployment").stream()
                        .map(deployment -> deployment.path("spec").path("selector"))
                        .toList());
    }

    @Test
    void setupRunsBeforeAnInstallationAndBeforeAnUpgrade() {
        assertThat(Chart.rendered(MINIMAL).ofKind("Job"))
                .singleElement()
                .satisfies(job -> assertThat(job.path("metadata")
                                .path("annotations")
                                .path("helm.sh/hook")
                                .asString())
                        .isEqualTo("pre-install,pre-upgrade"));
    }

    @Test
    void workersFollowTheQueueWhereKedaIsAsked() {
        var chart = Chart.rendered(FULL);
        var scaled = chart.ofKind("ScaledObject").getFirst();
        var trigger = scaled.path("spec").path("triggers").path(0).path("metadata");
        var worker = named(
                chart,
                "Deployment",
                scaled.path("spec").path("scaleTargetRef").path("name").asString());

        assertThat(Chart.part(worker)).isEqualTo("training-worker");
        assertThat(worker.path("spec").has("replicas")).isFalse();
        assertThat(trigger.path("valueLocation").asString()).isEqualTo("easyml_jobs_open");
        assertThat(trigger.path("targetValue").asString()).isEqualTo("2");
        // the figures' address: a service of this release, with the port that the gateway is told
        var address = java.net.URI.create(trigger.path("url").asString());
        var service = named(chart, "Service", address.getHost().split("\\.")[0]);
        assertThat(address.getHost())
                .isEqualTo(service.path("metadata").path("name").asString() + ".somewhere.svc");
        assertThat(address.getPath()).isEqualTo("/metrics");
        assertThat(service.path("spec").path("ports").path(0).path("port").asInt())
                .isEqualTo(address.getPort());
        assertThat(Chart.rendered(MINIMAL).ofKind("ScaledObject")).isEmpty();
    }

    private static JsonNode named(Chart chart, String kind, String name) {
        return chart.ofKind(kind).stream()
                .filter(resource ->
                        resource.path("metadata").path("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }
}
