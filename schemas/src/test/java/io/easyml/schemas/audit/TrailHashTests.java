package io.easyml.schemas.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrailHashTests {

    private static final List<TrailHash.Header> HEADERS = List.of(new TrailHash.Header("a", "b".getBytes(UTF_8)));

    @Test
    void theHashIsMadeOfTheBytesThatItsDescriptionLists() throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.write(new byte[32]);
        bytes.write(HexFormat.of().parseHex("00000001" + "74")); // topic t
        bytes.write(HexFormat.of().parseHex("00000002")); // partition
        bytes.write(HexFormat.of().parseHex("0000000000000003")); // offset
        bytes.write(HexFormat.of().parseHex("0000000000000004")); // timestamp
        bytes.write(HexFormat.of().parseHex("ffffffff")); // no key
        bytes.write(HexFormat.of().parseHex("00000001" + "0000000161" + "0000000162")); // headers
        bytes.write(HexFormat.of().parseHex("00000001" + "76")); // value v
        var expected =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));

        assertThat(hash(TrailHash.FIRST, "t", HEADERS, "v")).isEqualTo(expected);
    }

    @Test
    void everyPartOfARecordAndItsPredecessorChangeTheHash() {
        var hash = hash(TrailHash.FIRST, "t", HEADERS, "v");

        assertThat(List.of(
                        hash("1".repeat(64), "t", HEADERS, "v"),
                        hash(TrailHash.FIRST, "u", HEADERS, "v"),
                        hash(TrailHash.FIRST, "t", List.of(), "v"),
                        hash(TrailHash.FIRST, "t", List.of(new TrailHash.Header("a", null)), "v"),
                        hash(TrailHash.FIRST, "t", HEADERS, "w")))
                .doesNotContain(hash)
                .doesNotHaveDuplicates();
    }

    private static String hash(String previous, String topic, List<TrailHash.Header> headers, String value) {
        return TrailHash.of(previous, topic, 2, 3, 4, null, headers, value.getBytes(UTF_8));
    }
}
