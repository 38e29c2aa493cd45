# Ausnahmen
exemptions-intro = Mitglieder dieser Gruppen brauchen außer dem Passwort keinen Code. Geschützte Personen brauchen trotzdem einen.
exemptions-none = Keine Gruppe ist ausgenommen.
exemption-add = Gruppe ausnehmen
exemption-until = Endet
exemption-no-end = Nie
exemption-configuration = Die Konfigurationsdatei
exemption-written = Sie wird in der Konfigurationsdatei geändert und entfernt.
exemption-holds = In Kraft
exemption-ended = Beendet
exemption-waits = Wartet auf Genehmigung
exemption-own = Sie haben sie beantragt: Jemand anderes genehmigt sie.
exemption-approve = Genehmigen
exemption-turn-down = Ablehnen
exemption-remove = Entfernen

# Eine neue
exemption-choose = Wählen Sie zuerst die Gruppe. Bevor etwas gespeichert wird, sehen Sie, wer ausgenommen wird.
exemption-search = Gruppen suchen
exemption-search-hint = Der Anfang des Gruppennamens.
exemption-direct = Direkte Mitglieder
exemption-no-groups = Es wurde keine Gruppe gefunden.
exemption-no-group = Das Verzeichnis kennt keine solche Gruppe, oder mehr als eine. Bitte suchen Sie nach ihr.
exemption-new-title = „{ $name }“ ausnehmen
exemption-form = Warum und wie lange
exemption-reason-hint = Zum Beispiel: keine Telefone in der Fertigung. Er wird hier angezeigt und im Protokoll aufbewahrt.
exemption-until-hint = Sie endet mit Ablauf dieses Tages. Ohne Tag endet sie nie; bitte wählen Sie möglichst einen.
exemption-until-bad = Bitte wählen Sie einen Tag, der noch nicht vorbei ist, oder keinen.
exemption-oneself = Sie sind selbst in dieser Gruppe. Niemand nimmt sich selbst aus: Bitte fragen Sie einen anderen Administrator.
exemption-changed = Die Gruppe hat sich geändert, seit Sie nachgesehen haben. Bitte sehen Sie noch einmal nach, wer ausgenommen wird.
exemption-button = Diese Gruppe ausnehmen
notice-exemption-added = Die Mitglieder von { $label } brauchen ab jetzt keinen Code.
notice-exemption-waits = Die Ausnahme von { $label } wartet, bis ein anderer Administrator sie genehmigt. Bis dahin brauchen die Mitglieder einen Code.

# Wer ausgenommen wird
foreseen-title = Wer ausgenommen wird
foreseen-becomes = Was sich für sie ändert
foreseen-members =
    { $count ->
        [0] Niemand ist in dieser Gruppe.
        [one] Eine Person ist in dieser Gruppe, auch über verschachtelte Gruppen.
       *[other] { $count } Personen sind in dieser Gruppe, auch über verschachtelte Gruppen.
    }
foreseen-members-more =
    { $count ->
        [one] Mindestens eine Person ist in dieser Gruppe. Es sind mehr, als gezählt werden konnten.
       *[other] Mindestens { $count } Personen sind in dieser Gruppe. Es sind mehr, als gezählt werden konnten.
    }
foreseen-exempt = Wird ausgenommen
foreseen-already = Ist schon ausgenommen, durch:
foreseen-protected = Geschützt: braucht weiter einen Code
foreseen-not-counted = Bei einer Anmeldung zählt diese Gruppe nicht: braucht weiter einen Code

# Genehmigung und Ende
exemption-approve-title = Diese Ausnahme genehmigen?
exemption-approve-button = Genehmigen
exemption-group-gone = Das Verzeichnis kennt diese Gruppe nicht mehr. Durch sie wird niemand ausgenommen.
exemption-over = Der letzte Tag dieser Ausnahme ist schon vorbei. Bitte lehnen Sie sie ab.
notice-exemption-approved = Die Ausnahme von { $label } ist in Kraft.
exemption-remove-title = Diese Ausnahme entfernen?
exemption-remove-text = Die Mitglieder brauchen wieder einen Code, und ihre Sitzungen, die darauf beruhen, enden innerhalb einer Minute.
exemption-turn-down-title = Diese Ausnahme ablehnen?
exemption-turn-down-text = Sie wurde beantragt und ist nie in Kraft getreten.
notice-exemption-removed = Die Ausnahme von { $label } ist entfernt.
