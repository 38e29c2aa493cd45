# Ce qui serait demandé
menu-explain = Simulation
explain-title = Que serait-il demandé ?
explain-intro = Ce qu’une connexion demanderait maintenant à quelqu’un, et pourquoi. Rien n’est essayé, rien n’est compté.
explain-person-hint = Un nom d’utilisateur ou l’identifiant (SID).
explain-all = Toutes les applications
explain-from = Depuis l’adresse
explain-from-hint = Une adresse IP ; ce champ peut rester vide.
explain-button = Afficher
explain-nobody = Cela ne désigne pas exactement une personne de l’annuaire.
explain-no-application = Cette application n’existe plus.
explain-from-bad = Veuillez saisir une adresse IP, ou rien.
explain-answer = { $name } à { $application }
explain-service = Le mot de passe seul : c’est un compte de service de l’application.
explain-exempt = Le mot de passe seul : une exemption s’applique.
explain-code = Le mot de passe et un code.
explain-code-only = Le code seul : dans cette application, le mot de passe est vérifié ailleurs et aucune exemption ne s’applique.
explain-code-only-none = Le code seul : dans cette application, le mot de passe est vérifié ailleurs et aucune exemption ne s’applique. Il n’y a pas d’authentificateur, la connexion est donc refusée.
explain-enrol = Le mot de passe et un code. Il n’y a pas d’authentificateur : la connexion est refusée, en indiquant où en configurer un.
explain-grace = Le mot de passe seul, à titre provisoire : il n’y a pas encore d’authentificateur.
explain-grace-days =
    { $count ->
        [0] Le délai se termine aujourd’hui.
        [one] Il reste un jour de délai.
       *[other] Il reste { $count } jours de délai.
    }
explain-grace-logins =
    { $count ->
        [0] La prochaine connexion est la dernière sans code.
        [one] Après la prochaine connexion, il en reste une.
       *[other] Après la prochaine connexion, il en reste { $count }.
    }
explain-protected = Protégé : aucune exemption ne s’applique et rien n’est mémorisé.
explain-monitor = Rien de cela n’est imposé : Vestibule est en mode observation et note seulement ce qu’il ferait.
explain-account = L’annuaire n’accepte pas cette personne : { $state }.
explain-codes-shut = Trop de codes incorrects : pour le moment, les codes venant de là ne sont pas examinés.
explain-passwords-shut = Trop de mots de passe incorrects : pour le moment, l’annuaire n’est pas interrogé, car il verrouillerait le compte.
explain-through = Par
explain-rule = Règle
explain-wrong-here = Codes incorrects ici
explain-wrong-all = Codes incorrects partout
explain-groups = Groupes pris en compte
explain-sheet = Vers la page de cette personne
