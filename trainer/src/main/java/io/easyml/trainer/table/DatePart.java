package io.easyml.trainer.table;

import java.time.LocalDate;
import java.util.Locale;

/** What a moment is made of, as a number. */
public enum DatePart {
    /** Days since 1970, with the part of the day behind the point. */
    TIME,
    YEAR,
    /** 1 to 12. */
    MONTH,
    /** Of the month, 1 to 31. */
    DAY,
    /** 1 (Monday) to 7. */
    WEEKDAY,
    /** 0 to 23. */
    HOUR,
    /** 0 to 59. */
    MINUTE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The parts of all moments; NaN where there is none. */
    double[] of(double[] seconds) {
        var parts = new double[seconds.length];
        long lastDay = Long.MIN_VALUE;
        double ofLastDay = Double.NaN;
        for (int row = 0; row < parts.length; row++) {
            if (Double.isNaN(seconds[row])) {
                parts[row] = Double.NaN;
                continue;
            }
            long whole = (long) Math.floor(seconds[row]);
            long day = Math.clamp(Math.floorDiv(whole, 86400L), -365_000_000L, 365_000_000L);
            if (day != lastDay) {
                lastDay = day;
                ofLastDay = ofDay(day);
            }
            parts[row] = switch (this) {
                case TIME -> seconds[row] / 86400;
                case HOUR -> (double) Math.floorDiv(Math.floorMod(whole, 86400L), 3600L);
                case MINUTE -> (double) Math.floorDiv(Math.floorMod(whole, 3600L), 60L);
                case YEAR, MONTH, DAY, WEEKDAY -> ofLastDay;
            };
        }
        return parts;
    }

    private double ofDay(long day) {
        return switch (this) {
            case YEAR -> LocalDate.ofEpochDay(day).getYear();
            case MONTH -> LocalDate.ofEpochDay(day).getMonthValue();
            case DAY -> LocalDate.ofEpochDay(day).getDayOfMonth();
            case WEEKDAY -> LocalDate.ofEpochDay(day).getDayOfWeek().getValue();
            case TIME, HOUR, MINUTE -> 0;
        };
    }

    /** The column of this part. */
    Column.Numbers of(Column.Numbers moments) {
        return new Column.Numbers(moments.name() + "." + label(), ColumnType.NUMBER, of(moments.values()));
    }
}
