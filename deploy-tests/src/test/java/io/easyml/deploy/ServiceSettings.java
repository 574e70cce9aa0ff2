package io.easyml.deploy;

import io.easyml.standalone.setup.SetupSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Which environment variables a service knows, and which it cannot start without: read from its {@code application.yaml},
 * whose properties must be components of its settings records.
 */
record ServiceSettings(Set<String> known, Set<String> required) {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(:)?([^}]*)}");
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)+");
    private static final String CONFIGURATION_PROPERTIES =
            "Lorg/springframework/boot/context/properties/ConfigurationProperties;";
    /** Empty by default, and that is all right: the gateway then makes a password and shows it once. */
    private static final Set<String> OPTIONAL = Set.of("ADMIN_PASSWORD");

    static ServiceSettings of(String service) {
        return service.equals("setup") ? ofSetup() : ofService(service);
    }

    private static ServiceSettings ofService(String service) {
        var properties = new HashMap<String, String>();
        flatten("", yaml("messaging/src/main/resources/easyml-messaging.yaml"), properties);
        flatten("", yaml(service + "/src/main/resources/application.yaml"), properties);
        var components = components(service);
        components.addAll(components("messaging"));
        var known = new HashSet<String>();
        var required = new HashSet<String>();
        properties.forEach((property, value) -> {
            var variable = VARIABLE.matcher(value);
            while (variable.find()) {
                if (property.startsWith("easyml.") && !components.contains(property)) {
                    throw new AssertionError(service + ": " + property + " (" + variable.group(1)
                            + ") is in no settings record; those have " + components);
                }
                known.add(variable.group(1));
                if (variable.group(3).isEmpty()) {
                    required.add(variable.group(1));
                }
            }
        });
        required.removeAll(OPTIONAL);
        return new ServiceSettings(known, required);
    }

    /** Every name that the class of setup's settings mentions; what is required is found by asking it. */
    private static ServiceSettings ofSetup() {
        var known = new HashSet<String>();
        for (var entry : model(Repository.ROOT
                        .resolve("standalone/target/classes")
                        .resolve(SetupSettings.class.getName().replace('.', '/') + ".class"))
                .constantPool()) {
            if (entry instanceof StringEntry text
                    && NAME.matcher(text.stringValue()).matches()) {
                known.add(text.stringValue());
            }
        }
        var required = new HashSet<>(known);
        required.removeIf(ServiceSettings::setupGoesWithout);
        return new ServiceSettings(known, required);
    }

    private static boolean setupGoesWithout(String name) {
        var environment = new HashMap<>(Map.of(
                "POSTGRES_URL", "postgresql://user:pass@host/database",
                "MONGO_URI", "mongodb://host/database",
                "KAFKA_BOOTSTRAP_SERVERS", "host:9092",
                "MODELS_DIR", "/models",
                "DATASETS_DIR", "/datasets",
                "DVC_REPOS_DIR", "/git"));
        environment.remove(name);
        try {
            return Objects.nonNull(SetupSettings.of(environment));
        } catch (RuntimeException refused) {
            return false;
        }
    }

    private static JsonNode yaml(String file) {
        try (var text = Files.newBufferedReader(Repository.ROOT.resolve(file))) {
            return YAMLMapper.shared().readTree(text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> properties) {
        if (node.isObject()) {
            node.properties()
                    .forEach(entry -> flatten(
                            prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey(),
                            entry.getValue(),
                            properties));
        } else {
            properties.put(prefix, node.asString());
        }
    }

    /** The properties that a module's settings records take. */
    private static Set<String> components(String module) {
        var classes = Repository.ROOT.resolve(module).resolve("target/classes");
        try (var files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith("Settings.class"))
                    .map(ServiceSettings::model)
                    .flatMap(model -> components(model).stream())
                    .collect(Collectors.toCollection(HashSet::new));
        } catch (IOException notBuilt) {
            throw new UncheckedIOException("is " + module + " built?", notBuilt);
        }
    }

    private static Set<String> components(ClassModel model) {
        var prefix = model.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(annotations -> annotations.annotations().stream())
                .filter(annotation -> annotation.className().equalsString(CONFIGURATION_PROPERTIES))
                .flatMap(annotation -> annotation.elements().stream())
                .map(element -> element.value() instanceof AnnotationValue.OfString text ? text.stringValue() : "")
                .findFirst();
        var names = model.findAttribute(Attributes.record())
                .map(record -> record.components().stream()
                        .map(component -> component.name().stringValue())
                        .toList());
        return prefix.isEmpty() || names.isEmpty()
                ? Set.of()
                : names.get().stream()
                        .map(name -> prefix.get() + "."
                                + name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.toSet());
    }

    private static ClassModel model(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
