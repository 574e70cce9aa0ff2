import io.easyml.schemas.table.TableOptions;
import io.easyml.trainer.table.TableReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Scanner;

/** For each line of the standard input, reads the CSV file, and prints the seconds of wall and processor time. */
class Reading {

    public static void main(String[] arguments) {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var lines = new Scanner(System.in);
        while (lines.hasNextLine()) {
            var file = Path.of(lines.nextLine());
            long cpu = system.getProcessCpuTime();
            long began = System.nanoTime();
            var table = TableReader.open(file, "numbers.csv", TableOptions.DEFAULTS).read(rows -> {});
            System.out.printf(
                    "%s %s %d%n",
                    (System.nanoTime() - began) / 1e9, (system.getProcessCpuTime() - cpu) / 1e9, table.rows());
        }
    }
}
