//! French.

use super::{Texts, Told};

pub(super) const TEXTS: Texts = Texts {
    hello: "Bonjour {name},",
    added: Told {
        subject: "un authentificateur a été ajouté",
        sentence: "un authentificateur a été ajouté à votre compte.",
    },
    replaced: Told {
        subject: "un authentificateur a été remplacé",
        sentence: "un authentificateur de votre compte a été remplacé par un nouveau. Les codes de l’ancien ne sont plus \
                   valables.",
    },
    removed: Told {
        subject: "un authentificateur a été supprimé",
        sentence: "un authentificateur a été supprimé de votre compte. Ses codes ne sont plus valables.",
    },
    renamed: Told {
        subject: "un authentificateur a été renommé",
        sentence: "un authentificateur de votre compte a reçu un autre nom.",
    },
    enabled: Told {
        subject: "un authentificateur a été activé",
        sentence: "un authentificateur de votre compte a été activé. Ses codes sont de nouveau valables.",
    },
    disabled: Told {
        subject: "un authentificateur a été désactivé",
        sentence: "un authentificateur de votre compte a été désactivé. Ses codes ne sont pas valables tant qu’il n’est \
                   pas réactivé.",
    },
    resynchronised: Told {
        subject: "un authentificateur a été resynchronisé",
        sentence: "un authentificateur de votre compte, dont l’horloge était décalée, a été resynchronisé.",
    },
    recovery_replaced: Told {
        subject: "nouveaux codes de secours",
        sentence: "de nouveaux codes de secours ont été créés pour votre compte. Les précédents ne sont plus valables.",
    },
    signed_out: Told {
        subject: "déconnexion de toutes les sessions",
        sentence: "toutes les sessions ouvertes de votre compte ont été fermées, et les connexions mémorisées oubliées.",
    },
    activation_made: Told {
        subject: "un code d’activation a été créé pour vous",
        sentence: "l’administration a créé un code d’activation avec lequel vous pouvez configurer votre premier \
                   authentificateur. Ce code vous sera remis autrement que par courriel.",
    },
    bypass_granted: Told {
        subject: "un code temporaire a été créé pour vous",
        sentence: "l’administration a créé un code temporaire, valable quelques heures à la place d’un code de votre \
                   authentificateur.",
    },
    bypass_revoked: Told {
        subject: "un code temporaire a été révoqué",
        sentence: "le code temporaire de votre compte a été révoqué. Il n’est plus valable.",
    },
    unlocked: Told {
        subject: "votre compte a été débloqué",
        sentence: "l’administration a débloqué votre compte après un trop grand nombre de codes erronés.",
    },
    recovery_used: Told {
        subject: "un code de secours a été utilisé",
        sentence: "quelqu’un s’est connecté à votre compte avec l’un de vos codes de secours. Ce code n’est plus valable.",
    },
    bypass_used: Told {
        subject: "un code temporaire a été utilisé",
        sentence: "quelqu’un s’est connecté à votre compte avec le code temporaire créé par l’administration.",
    },
    not_enrolled: Told {
        subject: "veuillez configurer votre second facteur",
        sentence: "votre mot de passe était correct, mais l’accès a été refusé : votre compte n’a pas encore \
                   d’authentificateur. Veuillez en configurer un à l’adresse ci-dessous.",
    },
    grace: Told {
        subject: "veuillez configurer votre second facteur",
        sentence: "vous avez été admis avec le seul mot de passe, pour peu de temps encore : votre compte n’a pas encore \
                   d’authentificateur. Veuillez en configurer un à l’adresse ci-dessous.",
    },
    account: "Compte",
    label: "Nom",
    when: "Quand",
    place: "Où",
    portal: "Vos authentificateurs",
    at_portal: "sur le portail",
    by_command: "par l’administration",
    not_me_change: "Ce n’était pas moi : quelqu’un est peut-être en train de prendre le contrôle de votre compte.",
    not_me_login: "Ce n’était pas moi : quelqu’un connaît votre mot de passe. Changez-le.",
    call: "Appelez immédiatement l’assistance : {contact}",
    call_somebody: "Appelez immédiatement l’assistance.",
    many: "Il y a beaucoup de changements en ce moment : ceux de la prochaine minute ne seront pas signalés un par un.",
    reference: "{organisation}, référence {sequence}. Ce courriel a été envoyé automatiquement.",
};
