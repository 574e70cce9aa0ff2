package io.easyml.trainer.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecimalParserTests {

    @Test
    void itSaysWhatJavaSaysOrThatItIsNotSure() {
        var random = new SplittableRandom(11);
        int unsure = 0;
        for (int i = 0; i < 400_000; i++) {
            long digits = random.nextLong() >>> random.nextInt(5, 60);
            int exponent = i % 2 == 0 ? random.nextInt(-30, 30) : random.nextInt(-345, 310);
            double expected = Double.parseDouble(digits + "e" + exponent);
            double value = DecimalParser.value(digits, exponent);
            if (Double.isNaN(value)) {
                unsure++;
            } else {
                assertThat(Double.doubleToRawLongBits(value))
                        .as(digits + "e" + exponent)
                        .isEqualTo(Double.doubleToRawLongBits(expected));
            }
        }
        // beyond the largest and below the smallest double
        assertThat(unsure).isLessThan(60_000);
    }

    @Test
    void numbersHalfWayBetweenTwoDoublesAreRoundedAsJavaDoes() {
        for (var text : new String[] {"9007199254740993", "9007199254740995", "4503599627370497.5", "0.5", "1e23"}) {
            var decimal = new java.math.BigDecimal(text);
            double value = DecimalParser.value(decimal.unscaledValue().longValueExact(), -decimal.scale());
            assertThat(Double.isNaN(value) ? Double.parseDouble(text) : value).isEqualTo(Double.parseDouble(text));
        }
    }
}
