package io.easyml.trainer.table;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** Ways to write a date, with or without a time of day behind it ({@code T} or a space, {@code 14:03[:59[.5]]}, a zone). */
enum DateFormat {
    YEAR_MONTH_DAY("year-month-day"),
    DAY_MONTH_YEAR_DOTS("day.month.year"),
    MONTH_DAY_YEAR("month/day/year"),
    DAY_MONTH_YEAR("day/month/year");

    final String shown;

    DateFormat(String shown) {
        this.shown = shown;
    }

    double parse(String text) {
        var bytes = text.strip().getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    /** Seconds since 1970-01-01T00:00 as the clock on the wall says, in UTC where a zone is given; NaN if it is no date. */
    double parse(byte[] b, int from, int to) {
        if (to - from < 8 || to - from > 40) {
            return Double.NaN;
        }
        int first = digits(b, from, to);
        int at = end(b, from, to);
        if (first < 0 || at >= to) {
            return Double.NaN;
        }
        byte separator = b[at];
        int second = digits(b, at + 1, to);
        int next = end(b, at + 1, to);
        if (second < 0 || next >= to || b[next] != separator) {
            return Double.NaN;
        }
        int third = digits(b, next + 1, to);
        int rest = end(b, next + 1, to);
        boolean yearFirst = at - from == 4;
        boolean yearLast = rest - next == 5;
        if (third < 0 || rest - next > 5 || at - from > 4) {
            return Double.NaN;
        }
        double day = switch (this) {
            case YEAR_MONTH_DAY ->
                yearFirst && (separator == '-' || separator == '/') ? day(first, second, third) : Double.NaN;
            case DAY_MONTH_YEAR_DOTS -> yearLast && separator == '.' ? day(third, second, first) : Double.NaN;
            case MONTH_DAY_YEAR -> yearLast && separator == '/' ? day(third, first, second) : Double.NaN;
            case DAY_MONTH_YEAR ->
                yearLast && (separator == '/' || separator == '-') ? day(third, second, first) : Double.NaN;
        };
        return day + (rest == to ? 0 : time(b, rest, to));
    }

    private static double day(int year, int month, int day) {
        if (month < 1 || month > 12 || day < 1 || day > 31 || day > 28 && !isDay(year, month, day)) {
            return Double.NaN;
        }
        return LocalDate.of(year, month, day).toEpochDay() * 86400.0;
    }

    private static boolean isDay(int year, int month, int day) {
        return day <= LocalDate.of(year, month, 1).lengthOfMonth();
    }

    /** Seconds of the day, less the zone's; NaN if it is no time. */
    private static double time(byte[] b, int from, int to) {
        if (b[from] != 'T' && b[from] != ' ' && b[from] != 't') {
            return Double.NaN;
        }
        int at = from + 1;
        int hour = two(b, at, to);
        if (hour < 0 || hour > 23 || at + 2 >= to || b[at + 2] != ':') {
            return Double.NaN;
        }
        int minute = two(b, at + 3, to);
        if (minute < 0 || minute > 59) {
            return Double.NaN;
        }
        double seconds = hour * 3600.0 + minute * 60;
        at += 5;
        if (at < to && b[at] == ':') {
            int second = two(b, at + 1, to);
            if (second < 0 || second > 60) {
                return Double.NaN;
            }
            seconds += second;
            at += 3;
            if (at < to && (b[at] == '.' || b[at] == ',')) {
                double unit = 0.1;
                int digits = at + 1;
                for (at = digits; at < to && b[at] >= '0' && b[at] <= '9'; at++) {
                    seconds += (b[at] - '0') * unit;
                    unit /= 10;
                }
                if (at == digits) {
                    return Double.NaN;
                }
            }
        }
        return seconds - zone(b, at, to);
    }

    private static double zone(byte[] b, int from, int to) {
        int at = from < to && b[from] == ' ' ? from + 1 : from;
        if (at == to) {
            return at == from ? 0 : Double.NaN;
        }
        if (b[at] == 'Z' || b[at] == 'z' || to - at == 3 && b[at] == 'U' && b[at + 1] == 'T' && b[at + 2] == 'C') {
            return at + 1 == to || to - at == 3 ? 0 : Double.NaN;
        }
        int hours = two(b, at + 1, to);
        int length = to - at;
        if (b[at] != '+' && b[at] != '-' || hours < 0 || hours > 18 || length != 3 && length != 5 && length != 6) {
            return Double.NaN;
        }
        int minutes = length == 3 ? 0 : two(b, to - 2, to);
        if (minutes < 0 || length == 6 && b[at + 3] != ':') {
            return Double.NaN;
        }
        return (b[at] == '-' ? -1 : 1) * (hours * 3600.0 + minutes * 60.0);
    }

    private static int two(byte[] b, int at, int to) {
        if (at + 2 > to) {
            return -1;
        }
        int tens = b[at] - '0';
        int ones = b[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }

    /** The number at this place, of 1 to 4 digits, else −1. */
    private static int digits(byte[] b, int from, int to) {
        int value = 0;
        int at = from;
        for (; at < to && b[at] >= '0' && b[at] <= '9'; at++) {
            if (at - from == 4) {
                return -1;
            }
            value = value * 10 + b[at] - '0';
        }
        return at == from ? -1 : value;
    }

    private static int end(byte[] b, int from, int to) {
        int at = from;
        while (at < to && b[at] >= '0' && b[at] <= '9') {
            at++;
        }
        return at;
    }
}
