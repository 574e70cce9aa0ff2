package io.easyml.audit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.easyml.audit", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.easyml.audit.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theTrailKnowsNeitherWhatComesInNorWhatIsDerived = noClasses()
            .that()
            .resideInAPackage("..audit.trail..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("..audit.intake..", "..audit.view.."));

    @ArchTest
    static final ArchRule theTrailHasOneDoorAndItsDatabase = classes()
            .that()
            .resideInAPackage("..audit.trail..")
            .and()
            .doNotHaveSimpleName("AuditTrail")
            .and()
            .doNotHaveSimpleName("TrailDatabase")
            .and()
            .areTopLevelClasses()
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule noOtherServiceIsImported = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "io.easyml.gateway..", "io.easyml.training..", "io.easyml.trainer..", "io.easyml.versioning.."));
}
