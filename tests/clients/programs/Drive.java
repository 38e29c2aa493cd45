import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Asks {@code login} of the page: a line with a name, a line with a password, and it says in or refused. */
final class Drive {
    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String asked = lines.readLine(); asked != null; asked = lines.readLine()) {
            System.out.println(Login.login(asked, lines.readLine()) ? "in" : "refused");
        }
    }
}
