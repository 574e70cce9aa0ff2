package io.easyml.versioning.dvc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Names as they stand in a repository: legal in Git refs and file names, and never two names the same. Letters, digits,
 * {@code -}, {@code _} and single inner dots stay; anything else is percent-encoded. See git-check-ref-format(1).
 */
public final class RepositoryName {

    private static final int LONGEST = 180;

    private RepositoryName() {}

    /** The encoded form of a dataset's or model's name. */
    public static String of(String name) {
        var encoded = new StringBuilder();
        var bytes = name.getBytes(UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            var plain = bytes[i] == '.'
                    ? i > 0 && i < bytes.length - 1 && bytes[i - 1] != '.'
                    : isLetterOrDigit(bytes[i]) || bytes[i] == '-' || bytes[i] == '_';
            if (plain) {
                encoded.append((char) bytes[i]);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(bytes[i]));
            }
        }
        // DVC would take these for its own files
        var lower = encoded.toString().toLowerCase(Locale.ROOT);
        if (lower.endsWith(".dvc") || lower.equals("dvc.yaml") || lower.equals("dvc.lock")) {
            var dot = encoded.lastIndexOf(".");
            encoded.replace(dot, dot + 1, "%2E");
        }
        // a leading '-' would be an option to git
        if (!encoded.isEmpty() && encoded.charAt(0) == '-') {
            encoded.replace(0, 1, "%2D");
        }
        return encoded.length() <= LONGEST ? encoded.toString() : shortened(encoded.toString());
    }

    private static String shortened(String encoded) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(encoded.getBytes(UTF_8));
            return encoded.substring(0, LONGEST - 18) + "%%" + HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean isLetterOrDigit(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
    }
}
