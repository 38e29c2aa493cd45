import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import javax.naming.NamingException;

/** Asks {@code login} of the page: a name, a password, and it says in, refused, or what kept it from knowing. */
final class Drive {
    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String asked = lines.readLine(); asked != null; asked = lines.readLine()) {
            System.out.println(answer(asked, lines.readLine()));
        }
    }

    private static String answer(String name, String password) {
        try {
            return Login.login(name, password) ? "in" : "refused";
        } catch (NamingException outage) {
            return outage.toString().replace('\n', ' ');
        }
    }
}
