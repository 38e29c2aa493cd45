# Was verlangt würde
menu-explain = Was wäre, wenn
explain-title = Was würde verlangt?
explain-intro = Was eine Anmeldung jetzt von jemandem verlangen würde, und warum. Es wird nichts versucht und nichts gezählt.
explain-person-hint = Ein Benutzername oder die Kennung (SID).
explain-all = Alle Anwendungen
explain-from = Von der Adresse
explain-from-hint = Eine IP-Adresse; das Feld kann leer bleiben.
explain-button = Anzeigen
explain-nobody = Das bezeichnet nicht genau eine Person im Verzeichnis.
explain-no-application = Diese Anwendung gibt es nicht mehr.
explain-from-bad = Bitte geben Sie eine IP-Adresse ein oder nichts.
explain-answer = { $name } bei { $application }
explain-service = Nur das Passwort: Das ist ein Dienstkonto dieser Anwendung.
explain-exempt = Nur das Passwort: Eine Ausnahme gilt.
explain-code = Das Passwort und ein Code.
explain-code-only = Nur der Code: Bei dieser Anwendung prüft jemand anderes das Passwort, und keine Ausnahme gilt.
explain-code-only-none = Nur der Code: Bei dieser Anwendung prüft jemand anderes das Passwort, und keine Ausnahme gilt. Ein Authenticator fehlt, deshalb wird die Anmeldung abgelehnt.
explain-enrol = Das Passwort und ein Code. Ein Authenticator fehlt, deshalb wird die Anmeldung abgelehnt und gesagt, wo er eingerichtet wird.
explain-grace = Vorläufig nur das Passwort: Es gibt noch keinen Authenticator.
explain-grace-days =
    { $count ->
        [one] Ein Tag Frist bleibt.
       *[other] { $count } Tage Frist bleiben.
    }
explain-grace-logins =
    { $count ->
        [0] Die nächste Anmeldung ist die letzte ohne Code.
        [one] Nach der nächsten Anmeldung bleibt noch eine.
       *[other] Nach der nächsten Anmeldung bleiben noch { $count }.
    }
explain-protected = Geschützt: Keine Ausnahme gilt, und es wird nichts gemerkt.
explain-monitor = Nichts davon wird durchgesetzt: Vestibule läuft im Beobachtungsmodus und schreibt nur auf, was es tun würde.
explain-account = Das Verzeichnis lässt diese Person nicht ein: { $state }.
explain-codes-shut = Zu viele falsche Codes: Von dort werden vorläufig keine Codes geprüft.
explain-passwords-shut = Zu viele falsche Passwörter: Das Verzeichnis wird vorläufig nicht gefragt, weil es sonst das Konto sperren würde.
explain-through = Über
explain-rule = Regel
explain-wrong-here = Falsche Codes hier
explain-wrong-all = Falsche Codes überall
explain-groups = Berücksichtigte Gruppen
explain-sheet = Zur Seite dieser Person
