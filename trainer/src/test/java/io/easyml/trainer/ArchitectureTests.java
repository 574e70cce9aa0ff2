package io.easyml.trainer;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.easyml.trainer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule dataFlowsOneWayRound = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("run")
            .definedBy("..trainer.run..")
            .layer("table")
            .definedBy("..trainer.table..")
            .layer("tree")
            .definedBy("..trainer.tree..")
            .layer("algorithm")
            .definedBy("..trainer.algorithm..")
            .layer("evaluation")
            .definedBy("..trainer.evaluation..")
            .layer("export")
            .definedBy("..trainer.export..")
            .layer("process")
            .definedBy("io.easyml.trainer")
            .whereLayer("process")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("export")
            .mayOnlyBeAccessedByLayers("process")
            .whereLayer("evaluation")
            .mayOnlyBeAccessedByLayers("export", "process")
            .whereLayer("algorithm")
            .mayOnlyBeAccessedByLayers("evaluation", "export", "process")
            .whereLayer("tree")
            .mayOnlyBeAccessedByLayers("algorithm", "evaluation", "export", "process");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.easyml.trainer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theWorkersPackageNeedsTheJdkJacksonAndContractsAlone = classes()
            .that()
            .resideInAPackage("..trainer.run..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..",
                    "io.easyml.schemas.table..",
                    "tools.jackson..",
                    "com.fasterxml.jackson..",
                    "org.jspecify..",
                    "..trainer.run.."));

    @ArchTest
    static final ArchRule thereIsNoSpringNoKafkaAndNoOtherService = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "org.springframework..",
                    "org.apache.kafka..",
                    "io.easyml.messaging..",
                    "io.easyml.gateway..",
                    "io.easyml.training..",
                    "io.easyml.versioning..",
                    "io.easyml.audit.."));
}
