package io.easyml.trainer.tree;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * {@code model.trees}: trees as gzipped flat arrays. {@code docs/model-trees.md} describes every byte. A file is
 * believed nothing: counts are bounded, arrays grow only as their bytes arrive, and every number that will index
 * something is checked.
 */
public final class TreesFile {

    static final byte[] MAGIC = "EMLTREES".getBytes(StandardCharsets.US_ASCII);

    /** Trees that are compressed together; such groups are compressed side by side. */
    private static final int GROUP = 4;

    /** Deflate gives up on most of what is to be had at its higher levels, and takes much longer. */
    private static final int LEVEL = 4;

    /** What a file may unpack to, at least, and as a multiple of its size. */
    private static final long UNPACKED_AT_LEAST = 64L << 20;

    private static final long UNPACKED_TIMES = 300;

    private TreesFile() {}

    public static void write(TreeEnsemble trees, Path file) throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            write(trees, out);
        }
    }

    static void write(TreeEnsemble trees, OutputStream out) throws IOException {
        var header = TreesHeader.of(trees);
        var start = new DataOutputStream(out);
        start.write(MAGIC);
        start.writeShort(header.version());
        start.flush();
        out.write(packed(header::write));
        int groups = (header.trees().length + GROUP - 1) / GROUP;
        // a few at a time, so that a large forest does not stand in memory twice
        int together = 4 * Runtime.getRuntime().availableProcessors();
        for (int first = 0; first < groups; first += together) {
            var parts = IntStream.range(first, Math.min(groups, first + together))
                    .parallel()
                    .mapToObj(group -> group(header, group))
                    .toList();
            for (var part : parts) {
                out.write(part);
            }
        }
    }

    private static byte[] group(TreesHeader header, int group) {
        try {
            return packed(body -> {
                var layout = header.layout();
                for (int tree = group * GROUP; tree < Math.min(header.trees().length, (group + 1) * GROUP); tree++) {
                    layout.write(header.trees()[tree], body);
                }
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] packed(Body body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(new BufferedOutputStream(new FastGzip(bytes), 1 << 16))) {
            body.write(out);
        }
        return bytes.toByteArray();
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(LEVEL);
            def.setStrategy(Deflater.DEFAULT_STRATEGY);
        }
    }

    /** @throws IOException if it is no such file, one of a newer version, or damaged; the message says which */
    public static TreeEnsemble read(Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            long most = Math.max(UNPACKED_AT_LEAST, Files.size(file) * UNPACKED_TIMES);
            return read(in, String.valueOf(file.getFileName()), most);
        }
    }

    static TreeEnsemble read(InputStream in, String name, long most) throws IOException {
        try {
            var head = new DataInputStream(in);
            var magic = head.readNBytes(MAGIC.length);
            if (!Arrays.equals(magic, MAGIC)) {
                throw new IOException(name + " is not a model.trees file.");
            }
            int version = head.readUnsignedShort();
            if (version != ForestHeader.VERSION && version != BoostedHeader.VERSION) {
                throw new IOException(name + " has format " + version + ", but this EasyML reads formats "
                        + ForestHeader.VERSION + " and " + BoostedHeader.VERSION
                        + ". Use the EasyML that made it, or a newer one.");
            }
            try (var body = new DataInputStream(
                    new BufferedInputStream(new LimitedInput(new GZIPInputStream(in, 1 << 16), most), 1 << 16))) {
                var trees = version == ForestHeader.VERSION ? ForestHeader.read(body) : BoostedHeader.read(body);
                if (body.read() >= 0) {
                    throw new DamagedFile("there is more behind its last tree");
                }
                return trees;
            }
        } catch (EOFException | ZipException | DamagedFile broken) {
            var reason = broken instanceof EOFException ? "it ends too early" : broken.getMessage();
            throw new IOException(name + " is damaged: " + reason + ". Fetch the model again.", broken);
        }
    }

    /** What is wrong with a file. */
    static final class DamagedFile extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedFile(String reason) {
            super(reason);
        }
    }

    /** Ends a file that unpacks to more than it may. */
    private static final class LimitedInput extends InputStream {

        private final InputStream in;
        private long left;

        LimitedInput(InputStream in, long most) {
            this.in = in;
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) throws DamagedFile {
            left -= read;
            if (left < 0) {
                throw new DamagedFile("it unpacks to far more than trees of its size would");
            }
        }
    }
}
