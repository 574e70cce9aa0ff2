package io.easyml.versioning;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.easyml.versioning", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.easyml.versioning.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whatComesInKnowsNothingOfGitOrMlflow = noClasses()
            .that()
            .resideInAPackage("..versioning.intake..")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("..versioning.dvc..", "..versioning.registry..", "..versioning.announce.."));

    @ArchTest
    static final ArchRule whatGoesOutKnowsNothingOfHowItCameToBe = noClasses()
            .that()
            .resideInAnyPackage("..versioning.announce..", "..versioning.dvc..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("..versioning.version..", "..versioning.intake.."));

    @ArchTest
    static final ArchRule theDoorsOfVersionAreTheWorkListAndTheSweep = classes()
            .that()
            .resideInAPackage("..versioning.version..")
            .and()
            .doNotHaveSimpleName("WorkList")
            .and()
            .doNotHaveSimpleName("AbandonedArtifacts")
            .and()
            .doNotHaveSimpleName("Pauses")
            .and()
            .areTopLevelClasses()
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule noOtherServiceIsImported = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "io.easyml.gateway..", "io.easyml.training..", "io.easyml.trainer..", "io.easyml.audit.."));
}
