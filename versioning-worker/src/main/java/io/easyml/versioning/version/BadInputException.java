package io.easyml.versioning.version;

/** What was handed in cannot become a version, now or ever; the message is a sentence for people. */
final class BadInputException extends RuntimeException {

    BadInputException(String sentence) {
        super(sentence);
    }
}
