# Le journal d’audit
menu-audit = Audit
person-all-events = Tous les événements
audit-person-hint = Une partie du nom, ou l’identifiant (SID).
audit-any = Tous
audit-since = Depuis le jour
audit-since-bad = Veuillez choisir un jour.
audit-follow = Suivre en direct
audit-follows = Suivi en cours : les nouveaux événements apparaissent toutes les cinq secondes.
audit-stop = Arrêter
audit-csv = Exporter en CSV
audit-jsonl = Exporter en lignes JSON
audit-export-hint = Un fichier contient les 100 000 événements les plus récents de cette sélection. L’auteur de l’export est noté ici.
audit-newest = Événements les plus récents
audit-older = Événements plus anciens
audit-none = Il n’y a pas d’événement de ce genre.
audit-none-here = Aucun des événements parcourus ne correspond. La page suivante remonte plus loin.
