# Das Protokoll
menu-audit = Protokoll
person-all-events = Alle Ereignisse
audit-person-hint = Ein Teil des Namens oder die Kennung (SID).
audit-any = Beliebig
audit-since = Ab dem Tag
audit-since-bad = Bitte wählen Sie einen Tag.
audit-follow = Laufend verfolgen
audit-follows = Wird verfolgt: Neue Ereignisse erscheinen alle fünf Sekunden.
audit-stop = Anhalten
audit-csv = Als CSV exportieren
audit-jsonl = Als JSON-Zeilen exportieren
audit-export-hint = Eine Datei enthält die neuesten 100.000 dieser Ereignisse. Wer sie exportiert, wird hier festgehalten.
audit-newest = Neueste Ereignisse
audit-older = Ältere Ereignisse
audit-none = Solche Ereignisse gibt es nicht.
audit-none-here = Keines der durchgesehenen Ereignisse passt. Die nächste Seite sucht weiter zurück.
