# Jede Seite
title-error = Fehler:
skip = Zum Inhalt springen
signed-in-as = Angemeldet als
sign-out = Abmelden
alert-title = Das hat nicht geklappt.
help = Brauchen Sie Hilfe?
language = Sprache
language-choose = Wählen
continue = Weiter
cancel = Abbrechen
back = Zurück
save = Speichern
copy = Kopieren
copied = Kopiert
print = Drucken
step = Schritt { $step } von { $steps }

# Anmelden
sign-in-title = Anmelden
sign-in-intro = Verwenden Sie Benutzername und Passwort von Ihrem Arbeitsplatz. Falls Sie noch keine Authenticator-App haben, richten Sie sie danach Schritt für Schritt ein.
sign-in-name = Benutzername
sign-in-password = Passwort
sign-in-button = Anmelden
sign-in-refused = Benutzername, Passwort oder Code ist falsch, oder Sie können sich gerade nicht anmelden. Bitte versuchen Sie es noch einmal.
sign-in-changed = An Ihrem Konto wurde etwas geändert. Bitte melden Sie sich noch einmal an.
account-change-password = Passwort ändern
account-logon-hours = Ihr Konto kann zu dieser Uhrzeit nicht verwendet werden.
account-workstation = Ihr Konto kann von hier aus nicht verwendet werden.
account-password-expired = Ihr Passwort ist abgelaufen. Bitte ändern Sie es zuerst.
account-disabled = Ihr Konto ist gesperrt. Bitte wenden Sie sich an den Helpdesk.
account-expired = Ihr Konto ist abgelaufen. Bitte wenden Sie sich an den Helpdesk.
account-must-change-password = Sie müssen Ihr Passwort ändern, bevor Sie sich anmelden.
account-locked = Ihr Konto ist vorübergehend gesperrt. Bitte warten Sie eine Weile, oder wenden Sie sich an den Helpdesk.

# Der Code
code-title = Code eingeben
code-label = Code
code-hint = Öffnen Sie Ihre Authenticator-App und geben Sie den angezeigten Code ein.
code-no-phone = Telefon nicht zur Hand?
code-no-phone-text = Verwenden Sie stattdessen einen Ihrer Wiederherstellungscodes, oder zum Anmelden einen Code, den Sie vom Helpdesk bekommen haben.
code-instead = Wiederherstellungscode oder Code vom Helpdesk
code-back = Von vorn beginnen
code-wrong = Dieser Code ist nicht richtig. Warten Sie auf den nächsten und versuchen Sie es noch einmal.

# Der Aktivierungscode
activation-title = Aktivierungscode eingeben
activation-intro = Zum Einrichten Ihres ersten Authenticators haben Sie einen Aktivierungscode bekommen. Wenn Sie keinen haben, fragen Sie den Helpdesk.
activation-label = Aktivierungscode
activation-wrong = Dieser Aktivierungscode ist nicht richtig, oder er ist abgelaufen.

# Einen Authenticator einrichten
offer-first-title = Authenticator-App einrichten
offer-more-title = Authenticator hinzufügen
offer-replace-title = „{ $label }“ ersetzen
offer-tried = Sie wollten sich gerade bei { $application } anmelden. Sobald Sie hier fertig sind, können Sie sich dort mit einem Code anmelden.
offer-first-intro = Eine App auf Ihrem Telefon zeigt jede halbe Minute einen neuen Code. Einen solchen Code brauchen Sie bei jeder Anmeldung.
offer-more-intro = Ein zweiter Authenticator hilft, wenn der erste verloren geht oder nicht mehr funktioniert.
offer-replace-intro = Richten Sie hier das neue Gerät ein. Das alte funktioniert weiter, bis Sie das neue bestätigt haben.
offer-recovering = Sie haben sich mit einem Wiederherstellungscode angemeldet. Richten Sie jetzt einen neuen Authenticator ein, und entfernen Sie danach den, den Sie nicht mehr verwenden können.
offer-renewed = Der vorige Schlüssel gilt nicht mehr. Löschen Sie ihn aus Ihrer App und scannen Sie diesen neuen.
offer-scan = Diesen Code mit der App scannen
offer-apps = Es geht jede Authenticator-App für zeitbasierte Codes (TOTP), zum Beispiel:
offer-open = In der App auf diesem Gerät öffnen
offer-qr = QR-Code für Ihre Authenticator-App
offer-by-hand = Scannen geht nicht?
offer-by-hand-text = Geben Sie diesen Schlüssel mit den folgenden Einstellungen in Ihre App ein. Halten Sie ihn geheim.
offer-algorithm = Verfahren
offer-digits = Stellen
offer-period = Sekunden pro Code
offer-confirm = Den Code aus der App eingeben
offer-code-hint = Die App zeigt jede halbe Minute einen neuen Code.
offer-button = Bestätigen
offer-wrong-code = Dieser Code ist nicht richtig. Prüfen Sie, ob die Uhr Ihres Telefons automatisch gestellt wird, und geben Sie den Code ein, der jetzt angezeigt wird.
enrolment-over = Das hat zu lange gedauert. Bitte melden Sie sich an und beginnen Sie noch einmal.
label-label = Name dieses Authenticators
label-hint = Damit Sie Ihre Authenticatoren auseinanderhalten können.
label-usual = Telefon
label-none = Ohne Namen
label-bad = Der Name muss 1 bis 64 Zeichen haben.

# Wiederherstellungscodes
recovery-title = Wiederherstellungscodes sichern
recovery-intro = Wenn Sie Ihr Telefon verlieren, können Sie sich mit jedem dieser Codes einmal anmelden.
recovery-once = Sie werden nur jetzt angezeigt. Drucken Sie sie aus, oder bewahren Sie sie an einem sicheren Ort auf, der nicht Ihr Telefon ist.
recovery-download = Herunterladen
recovery-saved = Ich habe sie gesichert
recovery-file-head = Wiederherstellungscodes für { $organisation }
recovery-file-foot = Jeder Code gilt einmal, anstelle des Codes aus der App. Bewahren Sie sie an einem sicheren Ort auf.
new-recovery-title = Neue Wiederherstellungscodes
new-recovery-intro = Sie bekommen zehn neue Codes. Die alten gelten dann nicht mehr.
new-recovery-button = Neue Codes erzeugen

# Wie es weitergeht
done-title = So melden Sie sich mit einem Code an
done-heading = Fertig
done-intro = Ihr Authenticator ist eingerichtet. Ab jetzt melden Sie sich mit Passwort und Code an.
done-how = So geben Sie den Code ein
done-append = Geben Sie den Code direkt hinter Ihrem Passwort ein, im selben Feld.
done-separator = Geben Sie „{ $separator }“ und den Code hinter Ihrem Passwort ein, im selben Feld.
done-user-name = Geben Sie hinter Ihrem Benutzernamen einen Bindestrich und den Code ein. Das Passwort bleibt, wie es ist.
done-challenge = Geben Sie Ihr Passwort ein wie immer. Danach werden Sie nach dem Code gefragt.
done-auto = Geben Sie den Code direkt hinter Ihrem Passwort ein, oder warten Sie, bis Sie danach gefragt werden.
done-code-only = Geben Sie nur den Code ein, wo nach einem Code oder zweiten Passwort gefragt wird.
done-example = Beispiel:
done-example-password = Passwort
done-example-name = Name
done-account = Um einen weiteren Authenticator hinzuzufügen oder Ihre Anmeldungen zu sehen:
done-sign-in = Hier anmelden

# Die Kontoseite
account-title = Ihr Konto
account-authenticators = Authenticatoren
account-off = abgeschaltet
account-made = Eingerichtet
account-used = Zuletzt verwendet
account-never = nie
account-rename = Umbenennen
account-replace = Ersetzen
account-resync = Uhr abgleichen
account-remove = Entfernen
account-add = Authenticator hinzufügen
account-recovery = Wiederherstellungscodes
account-recovery-left =
    { $count ->
        [0] Sie haben keine Wiederherstellungscodes mehr.
        [one] Sie haben noch einen Wiederherstellungscode.
       *[other] Sie haben noch { $count } Wiederherstellungscodes.
    }
account-recovery-few = Erzeugen Sie neue, bevor Sie sie brauchen.
account-recovery-new = Neue Wiederherstellungscodes
everywhere-title = Überall abmelden
everywhere-text = Beendet alle Ihre Sitzungen, hier und bei anderen Anwendungen. Tun Sie das, wenn Sie eine Anmeldung sehen, die nicht von Ihnen ist, und ändern Sie Ihr Passwort.
everywhere-button = Überall abmelden
notice-added = „{ $label }“ wurde hinzugefügt.
notice-replaced = „{ $label }“ tritt an die Stelle des alten Authenticators.
notice-renamed = Der Authenticator heißt jetzt „{ $label }“.
notice-removed = „{ $label }“ wurde entfernt.
notice-resynchronised = Die Uhr von „{ $label }“ ist abgeglichen.
notice-recovery-codes = Ihre neuen Wiederherstellungscodes gelten. Die alten gelten nicht mehr.
notice-too-many = Sie haben acht Authenticatoren, mehr geht nicht. Entfernen Sie zuerst einen.
notice-last-one = Das ist Ihr letzter Authenticator. Fügen Sie einen anderen hinzu, bevor Sie ihn entfernen.
notice-same-factor = Um diese Uhr abzugleichen, melden Sie sich mit einem anderen Authenticator oder einem Wiederherstellungscode an.
notice-not-done = Es wurde nichts geändert. Bitte versuchen Sie es noch einmal.

# Ein frischer Code
confirm-title = Bestätigen Sie, dass Sie es sind
confirm-intro = Für diese Änderung brauchen Sie einen frischen Code.
confirm-hint = Ein Code aus Ihrer App, den Sie noch nicht verwendet haben, oder ein Wiederherstellungscode.
confirm-bypass = Ein Code vom Helpdesk genügt dafür nicht. Sie brauchen einen Code aus Ihrer App oder einen Wiederherstellungscode.

# Ein Authenticator
rename-title = Authenticator umbenennen
remove-title = „{ $label }“ entfernen?
remove-intro = Seine Codes gelten sofort nicht mehr. Das lässt sich nicht rückgängig machen.
resync-title = Uhr von „{ $label }“ abgleichen
resync-intro = Wenn seine Codes abgelehnt werden, geht vielleicht seine Uhr falsch. Geben Sie zwei Codes ein, die er nacheinander anzeigt.
resync-other = Sie müssen mit einem anderen Authenticator oder einem Wiederherstellungscode angemeldet sein.
resync-first = Erster Code
resync-second = Zweiter Code
resync-second-hint = Warten Sie, bis die App den nächsten Code zeigt.
resync-wrong = Diese Codes folgen nicht aufeinander, oder sie sind nicht von diesem Authenticator. Bitte versuchen Sie es noch einmal.

# Anmeldungen
logins-title = Letzte Anmeldungen
logins-intro = Wenn Sie eine Anmeldung sehen, die nicht von Ihnen ist, ändern Sie Ihr Passwort und sagen Sie dem Helpdesk Bescheid.
logins-none = Es gibt noch keine.
logins-all = Alle letzten Anmeldungen
logins-from = von
logins-portal = Dieses Portal
logins-times =
    { $count ->
        [one] (einmal)
       *[other] ({ $count }-mal)
    }
result-code = Angemeldet mit einem Code
result-code-of = Angemeldet mit „{ $label }“
result-remembered = Angemeldet, noch bekannt von vorhin
result-exempt = Ohne Code angemeldet, weil keiner verlangt wird
result-recovery = Angemeldet mit einem Wiederherstellungscode
result-bypass = Angemeldet mit einem Code vom Helpdesk
result-grace = Vorläufig ohne Code angemeldet
result-none = Ohne Code angemeldet
result-asked = Nach einem Code gefragt
result-unavailable = Konnte nicht geprüft werden
result-wrong-code = Abgelehnt: falscher Code
result-used-code = Abgelehnt: Code schon verwendet
result-wrong-password = Abgelehnt: falsches Passwort
result-too-many = Abgelehnt: zu viele Versuche
result-too-slow = Abgelehnt: zu lange gedauert
result-not-enrolled = Abgelehnt: noch kein Authenticator
result-account = Abgelehnt: Konto nicht verwendbar
result-refused = Abgelehnt

# Was nicht ging
failure-on = Weiter
failure-forbidden-title = Das ist nicht möglich
failure-forbidden = Ihre Sitzung ist zu Ende, oder das Formular kam nicht von dieser Seite. Bitte melden Sie sich noch einmal an.
failure-not-found-title = Seite nicht gefunden
failure-not-found = Unter dieser Adresse gibt es keine Seite.
failure-method-title = Das ist nicht möglich
failure-method = Diese Adresse kann so nicht verwendet werden.
failure-too-large-title = Zu viel auf einmal
failure-too-large = Es wurde mehr gesendet, als ein Formular hier fassen kann.
failure-misdirected-title = Falsche Adresse
failure-misdirected = Dieses Portal antwortet nicht unter dieser Adresse.
failure-unavailable-title = Zurzeit keine Prüfung möglich
failure-unavailable = Das sagt nichts über Ihr Passwort oder Ihren Code. Bitte versuchen Sie es in ein paar Minuten noch einmal.
failure-internal-title = Hier ist etwas kaputt
failure-internal = Das liegt nicht an Ihnen. Bitte sagen Sie dem Helpdesk Bescheid.
failure-malformed-title = Das konnte nicht gelesen werden
failure-malformed = Ihr Browser hat etwas gesendet, das dieses Portal nicht versteht. Bitte gehen Sie zurück und versuchen Sie es noch einmal.
