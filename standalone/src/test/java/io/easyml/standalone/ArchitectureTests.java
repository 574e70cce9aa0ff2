package io.easyml.standalone;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.easyml.standalone", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.easyml.standalone.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule setupNeedsNeitherThePlatformNorTheCommandLine = noClasses()
            .that()
            .resideInAPackage("..standalone.setup..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "..standalone.platform..",
                    "..standalone.command..",
                    "..standalone.client..",
                    "..standalone.store..",
                    "..standalone.doctor..",
                    "..standalone.demo..",
                    "io.easyml.embedded..",
                    "picocli.."));

    @ArchTest
    static final ArchRule servicesAreProcessesAndNotImported = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "org.springframework..",
                    "io.easyml.gateway..",
                    "io.easyml.trainer..",
                    "io.easyml.training..",
                    "io.easyml.versioning..",
                    "io.easyml.audit.."));
}
