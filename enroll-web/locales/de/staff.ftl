# Was die Seiten derer gemeinsam haben, die verwalten
menu = Verwalten
menu-own = Mein Konto
menu-people = Personen
menu-exemptions = Ausnahmen
menu-bypasses = Helpdesk-Codes
search = Suchen
search-bad = Bitte geben Sie 1 bis 128 Zeichen ein.
previous-page = Vorige Seite
next-page = Nächste Seite
refused-title = Das ist nicht möglich
refused-forbidden = Ihr Konto darf dies weder sehen noch tun.
refused-protected = Diese Person ist geschützt: Nur ein Administrator kann das für sie tun.
refused-oneself = Niemand tut das für sich selbst. Bitte fragen Sie einen anderen Administrator.
refused-enrolled = Diese Person hat schon einen Authenticator oder Wiederherstellungscodes. Sie kann sich mit einem Wiederherstellungscode anmelden, oder ein Administrator nimmt zuerst alles weg.
refused-too-many = Es sind schon zu viele.
refused-value = Ein Wert fehlt oder ist unbrauchbar. Bitte gehen Sie zurück und versuchen Sie es noch einmal.
sign-in-anew = Um andere zu verwalten, melden Sie sich bitte erneut an: Das wird stündlich verlangt.

# Spalten
column-name = Name
column-account = Konto
column-authenticators = Authenticatoren
column-wrong-codes = Falsche Codes
column-last = Letzte Anmeldung
column-application = Anwendung
column-source = Adresse
column-time = Zeit
column-group = Gruppe
column-state = Stand
column-do = Aktionen
column-event = Ereignis
column-outcome = Ergebnis
column-person = Person
column-details = Einzelheiten

# Das Protokoll
outcome-admitted = Zugelassen
outcome-asked = Nach einem Code gefragt
outcome-refused = Abgelehnt
outcome-unavailable = Nicht verfügbar
outcome-unknown = Unbekannt
events-none = Es gibt noch nichts.
outcome-done = Ausgeführt

# Zustände eines Kontos
state-logon-hours = Nicht zu dieser Uhrzeit
state-workstation = Nicht von hier aus
state-password-expired = Passwort abgelaufen
state-disabled = Deaktiviert
state-expired = Abgelaufen
state-must-change-password = Muss das Passwort ändern
state-locked = Gesperrt

# Dauer und Gründe
span-label = Gültig für
span-1h = 1 Stunde
span-2h = 2 Stunden
span-4h = 4 Stunden
span-8h = 8 Stunden
span-24h = 24 Stunden
span-3d = 3 Tage
span-7d = 7 Tage
span-30d = 30 Tage
span-bad = Bitte wählen Sie eine der Zeitspannen.
reason-label = Grund
reason-bad = Bitte geben Sie einen Grund mit 1 bis 200 Zeichen an.

# Codes zum Weitergeben
handed-activation-title = Aktivierungscode
handed-activation-intro = Nach der Anmeldung mit dem Passwort wird er eingegeben, um den ersten Authenticator einzurichten.
handed-bypass-title = Helpdesk-Code
handed-bypass-intro = Er wird überall dort eingegeben, wo nach einem Code der Authenticator-App gefragt wird.
handed-recovery-title = Wiederherstellungscodes
handed-recovery-intro = Jeder davon gilt einmal, überall dort, wo nach einem Code gefragt wird.
handed-for = Für { $name }
handed-once = Geben Sie ihn auf sicherem Weg an eine Person weiter, die Sie erkannt haben. Er wird nicht noch einmal angezeigt.
handed-until = Gültig bis
handed-address = Einzugeben unter
handed-done = Ich habe ihn weitergegeben
