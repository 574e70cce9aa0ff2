package io.easyml.training;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.easyml.training", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule aCommandFlowsOneWay = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("intake")
            .definedBy("..training.intake..")
            .layer("run")
            .definedBy("..training.run..")
            .layer("announce")
            .definedBy("..training.announce..")
            .layer("tracking")
            .definedBy("..training.tracking..")
            .whereLayer("intake")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("run")
            .mayOnlyBeAccessedByLayers("intake")
            .whereLayer("announce")
            .mayOnlyBeAccessedByLayers("intake", "run")
            .whereLayer("tracking")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule featuresHaveNoCycles = SlicesRuleDefinition.slices()
            .matching("io.easyml.training.(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule noOtherServiceIsKnownAndNoDatabase = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.easyml.gateway..", "io.easyml.versioning..", "io.easyml.audit..", "java.sql..", "org.tribuo..");

    @ArchTest
    static final ArchRule onlyTheTrainersMessagesAreKnown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.easyml.trainer",
                    "io.easyml.trainer.table..",
                    "io.easyml.trainer.algorithm..",
                    "io.easyml.trainer.evaluation..",
                    "io.easyml.trainer.export..");
}
