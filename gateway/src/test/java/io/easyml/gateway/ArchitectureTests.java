package io.easyml.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.easyml.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule featuresHaveNoCycles = SlicesRuleDefinition.slices()
            .matching("io.easyml.gateway.(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule noOtherServiceIsKnown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.easyml.training..",
                    "io.easyml.trainer..",
                    "io.easyml.versioning..",
                    "io.easyml.audit..",
                    "io.easyml.standalone..");

    @ArchTest
    static final ArchRule controllersAreNobodysBusiness =
            classes().that().haveSimpleNameEndingWith("Controller").should().bePackagePrivate();

    @ArchTest
    static final ArchRule requestHandlersHaveNoBlockingDatabase = noClasses()
            .that()
            .haveSimpleNameEndingWith("Controller")
            .or()
            .haveSimpleName("TrainingDesk")
            .or()
            .haveSimpleName("Accounts")
            .or()
            .haveSimpleName("Projects")
            .or()
            .haveSimpleName("Datasets")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework.jdbc..", "java.sql..")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("BlockingDatabase");

    @ArchTest
    static final ArchRule packagesAreFeatures = noClasses()
            .should()
            .resideInAnyPackage("..controller..", "..service..", "..dto..", "..util..", "..common..", "..impl..");
}
