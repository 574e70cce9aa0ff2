package io.easyml.messaging;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.easyml.messaging", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule itHasNoDomainWordsButThatOfItsDeadLetters = noClasses()
            .that()
            .doNotHaveSimpleName("DeadLetters")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.easyml.schemas.avro.."));

    @ArchTest
    static final ArchRule howFailuresAreHandledIsItsOwnAffair = classes()
            .that()
            .haveSimpleName("FailureHandling")
            .or()
            .haveSimpleName("Waits")
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule noServiceIsImported = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "io.easyml.gateway..",
                    "io.easyml.training..",
                    "io.easyml.trainer..",
                    "io.easyml.versioning..",
                    "io.easyml.audit.."));
}
