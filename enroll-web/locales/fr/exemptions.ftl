# Exemptions
exemptions-intro = Les membres de ces groupes n’ont besoin d’aucun code en plus du mot de passe. Les personnes protégées en ont besoin malgré tout.
exemptions-none = Aucun groupe n’est exempté.
exemption-add = Exempter un groupe
exemption-until = Fin
exemption-no-end = Jamais
exemption-configuration = Le fichier de configuration
exemption-written = Elle se modifie et se supprime dans le fichier de configuration.
exemption-holds = En vigueur
exemption-ended = Terminée
exemption-waits = En attente d’approbation
exemption-own = Vous l’avez demandée : une autre personne l’approuve.
exemption-approve = Approuver
exemption-turn-down = Rejeter
exemption-remove = Supprimer

# Une nouvelle exemption
exemption-choose = Choisissez d’abord le groupe. Avant tout enregistrement, vous verrez qui devient exempté.
exemption-search = Rechercher des groupes
exemption-search-hint = Le début du nom du groupe.
exemption-direct = Membres directs
exemption-no-groups = Aucun groupe n’a été trouvé.
exemption-no-group = L’annuaire ne connaît pas ce groupe, ou en connaît plusieurs. Veuillez le rechercher.
exemption-new-title = Exempter « { $name } »
exemption-form = Pourquoi et pour combien de temps
exemption-reason-hint = Par exemple : pas de téléphone à l’atelier. Il est affiché ici et conservé dans le journal d’audit.
exemption-until-hint = L’exemption se termine à la fin de ce jour. Sans date, elle ne se termine jamais ; choisissez-en une si possible.
exemption-until-bad = Veuillez choisir un jour qui n’est pas encore passé, ou aucun.
exemption-oneself = Vous êtes vous-même dans ce groupe. Personne ne s’exempte soi-même : veuillez vous adresser à un autre administrateur.
exemption-changed = Le groupe a changé depuis que vous l’avez consulté. Veuillez vérifier encore une fois qui devient exempté.
exemption-button = Exempter ce groupe
notice-exemption-added = Les membres de { $label } n’ont désormais plus besoin de code.
notice-exemption-waits = L’exemption de { $label } attend l’approbation d’un autre administrateur. D’ici là, ses membres ont besoin d’un code.

# Qui devient exempté
foreseen-title = Qui devient exempté
foreseen-becomes = Ce qui change
foreseen-members =
    { $count ->
        [0] Personne n’est dans ce groupe.
        [one] Une personne est dans ce groupe, groupes imbriqués compris.
       *[other] { $count } personnes sont dans ce groupe, groupes imbriqués compris.
    }
foreseen-members-more =
    { $count ->
        [one] Au moins une personne est dans ce groupe. Il y en a plus qu’on n’a pu en compter.
       *[other] Au moins { $count } personnes sont dans ce groupe. Il y en a plus qu’on n’a pu en compter.
    }
foreseen-exempt = Devient exempté
foreseen-already = Déjà exempté, par :
foreseen-protected = Protégé : a toujours besoin d’un code
foreseen-not-counted = Ce groupe ne compte pas lors d’une connexion : a toujours besoin d’un code

# Approbation et fin
exemption-approve-title = Approuver cette exemption ?
exemption-approve-button = Approuver
exemption-group-gone = L’annuaire ne connaît plus ce groupe. Il n’exempte personne.
exemption-over = Le dernier jour de cette exemption est déjà passé. Veuillez la rejeter.
notice-exemption-approved = L’exemption de { $label } est en vigueur.
exemption-remove-title = Supprimer cette exemption ?
exemption-remove-text = Ses membres ont de nouveau besoin d’un code, et leurs sessions qui en dépendent se terminent en moins d’une minute.
exemption-turn-down-title = Rejeter cette exemption ?
exemption-turn-down-text = Elle a été demandée et n’est jamais entrée en vigueur.
notice-exemption-removed = L’exemption de { $label } est supprimée.
