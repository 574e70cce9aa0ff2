package io.easyml.gateway.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.easyml.gateway.web.ApiProblem;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableCountTests {

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
        a,b                                      ! 0
        a,b~1,2~3,4                              ! 2
        a,b~1,2~3,4~                             ! 2
        a,b~~1,2~~                               ! 1
        a,b^~1,2^~                               ! 1
        a,b~"one~line",2~3,4                     ! 2
        a,b~"a ""quote""~in it",2                ! 1
        a;b~5" pipe;2~6" pipe;3                  ! 2
        a~"x"~"y"                                ! 2
        """)
    void rowsAreCountedAsTheyAreRead(String table, int rows) {
        var bytes = table.replace('~', '\n').replace('^', '\r').getBytes(UTF_8);
        for (int chunk : new int[] {1, 3, bytes.length}) {
            var count = new TableCount(100, 100);
            for (int from = 0; from < bytes.length; from += chunk) {
                count.take(ByteBuffer.wrap(bytes, from, Math.min(chunk, bytes.length - from)));
            }
            assertThat(count.rows()).as("in parts of " + chunk).isEqualTo(rows);
        }
    }

    @Test
    void aLimitIsTheLastThatIsAllowed() {
        var three = ByteBuffer.wrap("a,b,c\n1,2,3\n4,5,6\n7,8,9\n".getBytes(UTF_8));
        new TableCount(3, 3).take(three.duplicate());

        assertThatExceptionOfType(ApiProblem.class)
                .isThrownBy(() -> new TableCount(2, 3).take(three.duplicate()))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("TOO_MANY_ROWS"));
        var noLastLineEnd = new TableCount(2, 3);
        noLastLineEnd.take(ByteBuffer.wrap("a,b,c\n1,2,3\n4,5,6\n7,8,9".getBytes(UTF_8)));
        assertThatExceptionOfType(ApiProblem.class)
                .isThrownBy(noLastLineEnd::end)
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("TOO_MANY_ROWS"));
        assertThatExceptionOfType(ApiProblem.class)
                .isThrownBy(() -> new TableCount(3, 2).take(three.duplicate()))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("TOO_MANY_COLUMNS"));
    }
}
