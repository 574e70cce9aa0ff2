package io.easyml.systemtests;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/** Generated tables with numbers, categories, booleans and missing cells, and a target that can be learned. */
final class Tables {

    private Tables() {}

    /** Two classes in {@code bought}; about 90 % of the rows follow the rule. */
    static byte[] shoppers(int rows, long seed) {
        var random = new Random(seed);
        var csv = new StringBuilder("age,income,city,member,visits,bought\n");
        var cities = new String[] {"Berlin", "Lyon", "Turin", "Porto"};
        for (int i = 0; i < rows; i++) {
            int age = 18 + random.nextInt(60);
            double income = 20_000 + random.nextInt(60_000);
            var city = cities[random.nextInt(cities.length)];
            boolean member = random.nextBoolean();
            int visits = random.nextInt(30);
            double score =
                    income / 20_000 + visits / 6.0 + (member ? 2 : 0) + (city.equals("Lyon") ? 2 : 0) - age / 30.0;
            boolean bought = score > 6.0 ^ random.nextInt(100) < 5;
            csv.append(random.nextInt(20) == 0 ? "" : Integer.toString(age))
                    .append(',')
                    .append(random.nextInt(20) == 0 ? "" : String.format(Locale.ROOT, "%.2f", income))
                    .append(',')
                    .append(random.nextInt(20) == 0 ? "" : city)
                    .append(',')
                    .append(member)
                    .append(',')
                    .append(visits)
                    .append(',')
                    .append(bought ? "yes" : "no")
                    .append('\n');
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A number in {@code price}, nearly linear in the others. */
    static byte[] flats(int rows, long seed) {
        var random = new Random(seed);
        var csv = new StringBuilder("area,rooms,balcony,floor,price\n");
        for (int i = 0; i < rows; i++) {
            int area = 20 + random.nextInt(120);
            int rooms = 1 + area / 30;
            boolean balcony = random.nextBoolean();
            int floor = random.nextInt(6);
            double price = 3_000.0 * area + (balcony ? 20_000 : 0) + 5_000 * floor + 10_000 * random.nextGaussian();
            csv.append(area)
                    .append(',')
                    .append(rooms)
                    .append(',')
                    .append(balcony)
                    .append(',')
                    .append(floor)
                    .append(',')
                    .append(String.format(Locale.ROOT, "%.1f", price))
                    .append('\n');
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Points in three heaps that are far from each other. */
    static byte[] heaps(int rows, long seed) {
        var random = new Random(seed);
        var csv = new StringBuilder("x,y\n");
        for (int i = 0; i < rows; i++) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%.4f,%.4f%n",
                    20.0 * (i % 3) + random.nextGaussian(),
                    (i % 3 == 1 ? 15.0 : 0.0) + random.nextGaussian()));
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }
}
