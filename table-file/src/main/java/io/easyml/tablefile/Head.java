package io.easyml.tablefile;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The beginning of a file, unpacked if it is compressed.
 *
 * @param whole whether it is all of the file
 */
record Head(byte[] bytes, boolean gzip, boolean whole) {

    /** As much as a header may take. */
    static final int LONGEST = 1 << 20;

    static Head of(Path path) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path))) {
            file.mark(2);
            boolean gzip = file.read() == 0x1f && file.read() == 0x8b;
            file.reset();
            try (var content = gzip ? new GZIPInputStream(file) : file) {
                var bytes = content.readNBytes(LONGEST);
                return new Head(bytes, gzip, bytes.length < LONGEST);
            }
        }
    }

    boolean isParquet() {
        return !gzip && startsWith('P', 'A', 'R', '1');
    }

    boolean startsWith(int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
