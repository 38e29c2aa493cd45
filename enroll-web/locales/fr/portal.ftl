# Chaque page
title-error = Erreur :
skip = Aller au contenu
signed-in-as = Connecté en tant que
sign-out = Se déconnecter
alert-title = Cela n’a pas fonctionné.
help = Besoin d’aide ?
language = Langue
language-choose = Choisir
continue = Continuer
cancel = Annuler
back = Retour
save = Enregistrer
copy = Copier
copied = Copié
print = Imprimer
step = Étape { $step } sur { $steps }

# Connexion
sign-in-title = Connexion
sign-in-intro = Utilisez le nom d’utilisateur et le mot de passe de votre poste de travail. Si vous n’avez pas encore d’application d’authentification, vous serez guidé pour la configurer.
sign-in-name = Nom d’utilisateur
sign-in-password = Mot de passe
sign-in-button = Se connecter
sign-in-refused = Le nom d’utilisateur, le mot de passe ou le code est incorrect, ou vous ne pouvez pas vous connecter pour le moment. Veuillez réessayer.
sign-in-changed = Votre compte a été modifié. Veuillez vous reconnecter.
account-change-password = Changer votre mot de passe
account-logon-hours = Votre compte ne peut pas être utilisé à cette heure.
account-workstation = Votre compte ne peut pas être utilisé depuis cet endroit.
account-password-expired = Votre mot de passe a expiré. Veuillez d’abord le changer.
account-disabled = Votre compte est désactivé. Veuillez vous adresser à l’assistance.
account-expired = Votre compte a expiré. Veuillez vous adresser à l’assistance.
account-must-change-password = Vous devez changer votre mot de passe avant de vous connecter.
account-locked = Votre compte est verrouillé. Veuillez patienter un moment ou vous adresser à l’assistance.

# Le code
code-title = Saisissez votre code
code-label = Code
code-hint = Ouvrez votre application d’authentification et saisissez le code affiché.
code-no-phone = Pas de téléphone sous la main ?
code-no-phone-text = Utilisez à la place l’un de vos codes de secours ou, pour vous connecter, un code que l’assistance vous a donné.
code-instead = Code de secours ou code de l’assistance
code-back = Recommencer
code-wrong = Ce code est incorrect. Attendez le suivant et réessayez.

# Le code d’activation
activation-title = Saisissez votre code d’activation
activation-intro = Un code d’activation vous a été remis pour configurer votre premier authentificateur. Si vous n’en avez pas, adressez-vous à l’assistance.
activation-label = Code d’activation
activation-wrong = Ce code d’activation est incorrect ou a expiré.

# Configurer un authentificateur
offer-first-title = Configurez votre application d’authentification
offer-more-title = Ajouter un authentificateur
offer-replace-title = Remplacer « { $label } »
offer-tried = Vous venez d’essayer de vous connecter à { $application }. Une fois cette étape terminée, vous pourrez vous y connecter avec un code.
offer-first-intro = Une application sur votre téléphone affiche un nouveau code toutes les demi-minutes. Il vous en faudra un à chaque connexion.
offer-more-intro = Un second authentificateur vous aide si le premier est perdu ou en panne.
offer-replace-intro = Configurez ici le nouvel appareil. L’ancien fonctionne jusqu’à ce que vous ayez confirmé le nouveau.
offer-recovering = Vous vous êtes connecté avec un code de secours. Configurez maintenant un nouvel authentificateur, puis supprimez celui que vous ne pouvez plus utiliser.
offer-renewed = La clé affichée auparavant n’est plus valable. Supprimez-la de votre application et scannez celle-ci.
offer-scan = Scannez ce code avec votre application
offer-apps = Toute application d’authentification à codes temporels (TOTP) convient, par exemple :
offer-open = Ouvrir dans l’application sur cet appareil
offer-qr = Code QR pour votre application d’authentification
offer-by-hand = Impossible de le scanner ?
offer-by-hand-text = Saisissez cette clé dans votre application, avec ces réglages. Gardez-la secrète.
offer-algorithm = Algorithme
offer-digits = Chiffres
offer-period = Secondes par code
offer-confirm = Saisissez le code affiché par l’application
offer-code-hint = L’application affiche un nouveau code toutes les demi-minutes.
offer-button = Confirmer
offer-wrong-code = Ce code est incorrect. Vérifiez que l’heure de votre téléphone est réglée automatiquement, et saisissez le code affiché maintenant.
enrolment-over = Cela a pris trop de temps. Veuillez vous connecter et recommencer.
label-label = Nom de cet authentificateur
label-hint = Pour distinguer vos authentificateurs.
label-usual = Téléphone
label-none = Sans nom
label-bad = Le nom doit comporter de 1 à 64 caractères.

# Codes de secours
recovery-title = Conservez vos codes de secours
recovery-intro = Si vous perdez votre téléphone, chacun de ces codes vous permet de vous connecter une fois.
recovery-once = Ils ne sont affichés que maintenant. Imprimez-les ou gardez-les en lieu sûr, ailleurs que sur votre téléphone.
recovery-download = Télécharger
recovery-saved = Je les ai conservés
recovery-file-head = Codes de secours pour { $organisation }
recovery-file-foot = Chaque code s’utilise une seule fois, à la place du code de l’application. Gardez-les en lieu sûr.
new-recovery-title = Créer de nouveaux codes de secours
new-recovery-intro = Vous recevez dix nouveaux codes. Les anciens ne fonctionneront plus.
new-recovery-button = Créer de nouveaux codes

# La suite
done-title = Comment se connecter avec un code
done-heading = C’est terminé
done-intro = Votre authentificateur est prêt. Désormais, vous vous connectez avec votre mot de passe et un code.
done-how = Comment saisir le code
done-append = Saisissez le code juste après votre mot de passe, dans le même champ.
done-separator = Saisissez « { $separator } » et le code après votre mot de passe, dans le même champ.
done-user-name = Saisissez un trait d’union et le code après votre nom d’utilisateur. Le mot de passe ne change pas.
done-challenge = Saisissez votre mot de passe comme d’habitude. Le code vous est demandé ensuite.
done-auto = Saisissez le code juste après votre mot de passe, ou attendez qu’il vous soit demandé.
done-code-only = Saisissez le code seul là où un code ou un second mot de passe est demandé.
done-example = Exemple :
done-example-password = motdepasse
done-example-name = nom
done-account = Pour ajouter un authentificateur ou voir vos connexions :
done-sign-in = Connectez-vous ici

# La page du compte
account-title = Votre compte
account-authenticators = Authentificateurs
account-off = désactivé
account-made = Configuré
account-used = Dernière utilisation
account-never = jamais
account-rename = Renommer
account-replace = Remplacer
account-resync = Régler l’horloge
account-remove = Supprimer
account-add = Ajouter un authentificateur
account-recovery = Codes de secours
account-recovery-left =
    { $count ->
        [0] Il ne vous reste aucun code de secours.
        [one] Il vous reste un code de secours.
       *[other] Il vous reste { $count } codes de secours.
    }
account-recovery-few = Créez-en de nouveaux avant d’en avoir besoin.
account-recovery-new = Créer de nouveaux codes de secours
everywhere-title = Se déconnecter partout
everywhere-text = Met fin à toutes vos sessions, ici et dans les autres applications. Faites-le si vous voyez une connexion qui n’est pas la vôtre, et changez votre mot de passe.
everywhere-button = Se déconnecter partout
notice-added = « { $label } » a été ajouté.
notice-replaced = « { $label } » remplace l’ancien authentificateur.
notice-renamed = L’authentificateur s’appelle maintenant « { $label } ».
notice-removed = « { $label } » a été supprimé.
notice-resynchronised = L’horloge de « { $label } » est réglée.
notice-recovery-codes = Vos nouveaux codes de secours sont valables. Les anciens ne fonctionnent plus.
notice-too-many = Vous avez huit authentificateurs, ce qui est le maximum. Supprimez-en d’abord un.
notice-last-one = C’est votre dernier authentificateur. Ajoutez-en un autre avant de le supprimer.
notice-same-factor = Connectez-vous avec un autre authentificateur ou un code de secours pour régler l’horloge de celui-ci.
notice-not-done = Rien n’a été modifié. Veuillez réessayer.

# Un nouveau code
confirm-title = Confirmez que c’est bien vous
confirm-intro = Cette modification demande un nouveau code.
confirm-hint = Un code de votre application que vous n’avez pas encore utilisé, ou un code de secours.
confirm-bypass = Un code de l’assistance ne suffit pas ici. Il vous faut un code de votre application ou un code de secours.

# Un authentificateur
rename-title = Renommer un authentificateur
remove-title = Supprimer « { $label } » ?
remove-intro = Ses codes cessent aussitôt de fonctionner. Cette action est définitive.
resync-title = Régler l’horloge de « { $label } »
resync-intro = Si ses codes sont refusés, son horloge est peut-être décalée. Saisissez deux codes qu’il affiche l’un après l’autre.
resync-other = Vous devez être connecté avec un autre authentificateur ou un code de secours.
resync-first = Premier code
resync-second = Second code
resync-second-hint = Attendez que l’application affiche le code suivant.
resync-wrong = Ces codes ne se suivent pas, ou ne viennent pas de cet authentificateur. Veuillez réessayer.

# Connexions
logins-title = Connexions récentes
logins-intro = Si vous voyez une connexion qui n’est pas la vôtre, changez votre mot de passe et prévenez l’assistance.
logins-none = Il n’y en a pas encore.
logins-all = Toutes les connexions récentes
logins-from = depuis
logins-portal = Ce portail
logins-times =
    { $count ->
        [one] (une fois)
       *[other] ({ $count } fois)
    }
result-code = Connecté avec un code
result-code-of = Connecté avec « { $label } »
result-remembered = Connecté, reconnu d’une connexion précédente
result-exempt = Connecté sans code, aucun code n’étant exigé
result-recovery = Connecté avec un code de secours
result-bypass = Connecté avec un code de l’assistance
result-grace = Connecté sans code, à titre provisoire
result-none = Connecté sans code
result-asked = Code demandé
result-unavailable = N’a pas pu être vérifié
result-wrong-code = Refusé : code incorrect
result-used-code = Refusé : code déjà utilisé
result-wrong-password = Refusé : mot de passe incorrect
result-too-many = Refusé : trop d’essais
result-too-slow = Refusé : trop lent
result-not-enrolled = Refusé : pas encore d’authentificateur
result-account = Refusé : compte inutilisable
result-refused = Refusé

# Ce qui n’a pas marché
failure-on = Continuer
failure-forbidden-title = Ce n’est pas possible
failure-forbidden = Votre session est terminée, ou le formulaire ne venait pas de cette page. Veuillez vous reconnecter.
failure-not-found-title = Page introuvable
failure-not-found = Il n’y a pas de page à cette adresse.
failure-method-title = Ce n’est pas possible
failure-method = Cette adresse ne peut pas être utilisée de cette façon.
failure-too-large-title = Trop de données
failure-too-large = L’envoi dépasse ce qu’un formulaire peut contenir ici.
failure-misdirected-title = Mauvaise adresse
failure-misdirected = Ce portail ne répond pas à cette adresse.
failure-unavailable-title = Vérification impossible pour le moment
failure-unavailable = Cela ne dit rien de votre mot de passe ni de votre code. Veuillez réessayer dans quelques minutes.
failure-internal-title = Quelque chose ne fonctionne pas ici
failure-internal = Vous n’y êtes pour rien. Veuillez prévenir l’assistance.
failure-malformed-title = Lecture impossible
failure-malformed = Votre navigateur a envoyé quelque chose que ce portail ne comprend pas. Revenez en arrière et réessayez.
