//! German.

use super::{Texts, Told};

pub(super) const TEXTS: Texts = Texts {
    hello: "Guten Tag {name},",
    added: Told {
        subject: "ein Authenticator wurde hinzugefügt",
        sentence: "Ihrem Konto wurde ein Authenticator hinzugefügt.",
    },
    replaced: Told {
        subject: "ein Authenticator wurde ersetzt",
        sentence: "ein Authenticator Ihres Kontos wurde durch einen neuen ersetzt. Codes des alten gelten nicht mehr.",
    },
    removed: Told {
        subject: "ein Authenticator wurde entfernt",
        sentence: "ein Authenticator Ihres Kontos wurde entfernt. Seine Codes gelten nicht mehr.",
    },
    renamed: Told {
        subject: "ein Authenticator wurde umbenannt",
        sentence: "ein Authenticator Ihres Kontos hat einen anderen Namen bekommen.",
    },
    enabled: Told {
        subject: "ein Authenticator wurde eingeschaltet",
        sentence: "ein Authenticator Ihres Kontos wurde eingeschaltet. Seine Codes gelten wieder.",
    },
    disabled: Told {
        subject: "ein Authenticator wurde gesperrt",
        sentence: "ein Authenticator Ihres Kontos wurde gesperrt. Seine Codes gelten nicht, bis er wieder eingeschaltet \
                   wird.",
    },
    resynchronised: Told {
        subject: "ein Authenticator wurde abgeglichen",
        sentence: "ein Authenticator Ihres Kontos, dessen Uhr falsch ging, wurde neu abgeglichen.",
    },
    recovery_replaced: Told {
        subject: "neue Wiederherstellungscodes",
        sentence: "für Ihr Konto wurden neue Wiederherstellungscodes erzeugt. Alle früheren gelten nicht mehr.",
    },
    signed_out: Told {
        subject: "überall abgemeldet",
        sentence: "alle offenen Sitzungen Ihres Kontos wurden beendet, gemerkte Anmeldungen vergessen.",
    },
    activation_made: Told {
        subject: "ein Aktivierungscode wurde für Sie erzeugt",
        sentence: "eine Administratorin oder ein Administrator hat einen Aktivierungscode erzeugt, mit dem Sie Ihren \
                   ersten Authenticator einrichten können. Den Code erhalten Sie auf anderem Weg als per E-Mail.",
    },
    bypass_granted: Told {
        subject: "ein vorübergehender Code wurde für Sie erzeugt",
        sentence: "eine Administratorin oder ein Administrator hat einen vorübergehenden Code erzeugt, der einige Stunden \
                   anstelle eines Codes Ihres Authenticators gilt.",
    },
    bypass_revoked: Told {
        subject: "ein vorübergehender Code wurde widerrufen",
        sentence: "der vorübergehende Code Ihres Kontos wurde widerrufen. Er gilt nicht mehr.",
    },
    unlocked: Told {
        subject: "Ihr Konto wurde entsperrt",
        sentence: "eine Administratorin oder ein Administrator hat Ihr Konto nach zu vielen falschen Codes entsperrt.",
    },
    recovery_used: Told {
        subject: "ein Wiederherstellungscode wurde benutzt",
        sentence: "jemand hat sich mit einem Ihrer Wiederherstellungscodes an Ihrem Konto angemeldet. Dieser Code gilt \
                   nicht mehr.",
    },
    bypass_used: Told {
        subject: "ein vorübergehender Code wurde benutzt",
        sentence: "jemand hat sich mit dem vorübergehenden Code, der für Sie erzeugt wurde, an Ihrem Konto angemeldet.",
    },
    not_enrolled: Told {
        subject: "bitte richten Sie Ihren zweiten Faktor ein",
        sentence: "Ihr Passwort war richtig, aber Sie wurden nicht eingelassen: Ihr Konto hat noch keinen Authenticator. \
                   Bitte richten Sie unter der Adresse unten einen ein.",
    },
    grace: Told {
        subject: "bitte richten Sie Ihren zweiten Faktor ein",
        sentence: "Sie wurden mit dem Passwort allein eingelassen, nur noch für kurze Zeit: Ihr Konto hat noch keinen \
                   Authenticator. Bitte richten Sie unter der Adresse unten einen ein.",
    },
    account: "Konto",
    label: "Name",
    when: "Wann",
    place: "Wo",
    portal: "Ihre Authenticatoren",
    at_portal: "am Portal",
    by_command: "durch die Administration",
    not_me_change: "Das war ich nicht: Vielleicht übernimmt gerade jemand Ihr Konto.",
    not_me_login: "Das war ich nicht: Jemand kennt Ihr Passwort. Ändern Sie es.",
    call: "Rufen Sie sofort den Helpdesk: {contact}",
    call_somebody: "Rufen Sie sofort den Helpdesk.",
    many: "Zurzeit gibt es viele Änderungen: Die der nächsten Minute werden nicht einzeln gemeldet.",
    reference: "{organisation}, Vorgang {sequence}. Diese E-Mail wurde automatisch versandt.",
};
