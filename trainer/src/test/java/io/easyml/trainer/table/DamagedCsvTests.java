package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random bytes in a table: it is read, or refused, and both in the same way however the file is cut into parts. */
class DamagedCsvTests {

    private static final byte[] ALPHABET = {
        '"',
        '"',
        ',',
        ',',
        '\n',
        '\n',
        '\r',
        '1',
        '9',
        '.',
        '-',
        'e',
        'E',
        ' ',
        'a',
        0,
        (byte) 0xc3,
        (byte) 0xff,
        '+',
        ';'
    };

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aDamagedTableIsReadOrRefusedInOneWay(int seed) throws IOException {
        var random = new SplittableRandom(seed);
        for (int round = 0; round < 150; round++) {
            var text = new StringBuilder("a,b,c\n");
            for (int row = 0; row < 30; row++) {
                text.append(row)
                        .append(",\"x ")
                        .append(row % 3)
                        .append("\",")
                        .append(row * 0.37)
                        .append('\n');
            }
            var bytes = text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            for (int i = random.nextInt(1, 12); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = ALPHABET[random.nextInt(ALPHABET.length)];
            }
            var file = Files.write(folder.resolve("table.csv"), bytes);

            var whole = Outcome.of(file, 1, 1 << 18);

            assertThat(Outcome.of(file, 2, 16))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(whole);
        }
    }
}
