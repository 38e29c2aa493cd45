# Ce qu’ont en commun les pages d’administration
menu = Administration
menu-own = Mon compte
menu-people = Personnes
menu-exemptions = Exemptions
menu-bypasses = Codes de l’assistance
search = Rechercher
search-bad = Veuillez saisir de 1 à 128 caractères.
previous-page = Page précédente
next-page = Page suivante
refused-title = Ce n’est pas possible
refused-forbidden = Votre compte n’a pas le droit de voir ni de faire cela.
refused-protected = Cette personne est protégée : seul un administrateur peut le faire pour elle.
refused-oneself = Personne ne le fait pour soi-même. Veuillez vous adresser à un autre administrateur.
refused-enrolled = Cette personne a déjà un authentificateur ou des codes de secours. Elle peut se connecter avec un code de secours, ou un administrateur retire d’abord le tout.
refused-too-many = Il y en a déjà trop.
refused-value = Une valeur manque ou n’est pas utilisable. Veuillez revenir en arrière et réessayer.
sign-in-anew = Pour gérer d’autres personnes, veuillez vous reconnecter : cela est demandé toutes les heures.

# Colonnes
column-name = Nom
column-account = Compte
column-authenticators = Authentificateurs
column-wrong-codes = Codes incorrects
column-last = Dernière connexion
column-application = Application
column-source = Adresse
column-time = Heure
column-group = Groupe
column-state = État
column-do = Actions
column-event = Événement
column-outcome = Résultat
column-person = Personne
column-details = Détails

# L’audit
outcome-admitted = Admis
outcome-asked = Code demandé
outcome-refused = Refusé
outcome-unavailable = Indisponible
outcome-unknown = Inconnu
events-none = Il n’y a encore rien.
outcome-done = Effectué

# États d’un compte
state-logon-hours = Pas à cette heure
state-workstation = Pas depuis cet endroit
state-password-expired = Mot de passe expiré
state-disabled = Désactivé
state-expired = Expiré
state-must-change-password = Doit changer le mot de passe
state-locked = Verrouillé

# Durées et motifs
span-label = Valable pendant
span-1h = 1 heure
span-2h = 2 heures
span-4h = 4 heures
span-8h = 8 heures
span-24h = 24 heures
span-3d = 3 jours
span-7d = 7 jours
span-30d = 30 jours
span-bad = Veuillez choisir l’une des durées.
reason-label = Motif
reason-bad = Veuillez indiquer un motif de 1 à 200 caractères.

# Codes à remettre
handed-activation-title = Code d’activation
handed-activation-intro = La personne se connecte avec son mot de passe et le saisit pour configurer son premier authentificateur.
handed-bypass-title = Code de l’assistance
handed-bypass-intro = La personne le saisit partout où un code de l’application d’authentification est demandé.
handed-recovery-title = Codes de secours
handed-recovery-intro = Chacun s’utilise une fois, partout où un code est demandé.
handed-for = Pour { $name }
handed-once = Remettez-le par un moyen sûr à une personne que vous avez reconnue. Il ne sera plus affiché.
handed-until = Valable jusqu’au
handed-address = À saisir à l’adresse
handed-done = Je l’ai remis
