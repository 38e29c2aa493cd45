//! Spanish.

use super::{Texts, Told};

pub(super) const TEXTS: Texts = Texts {
    hello: "Hola, {name}:",
    added: Told { subject: "se ha añadido un autenticador", sentence: "se ha añadido un autenticador a su cuenta." },
    replaced: Told {
        subject: "se ha sustituido un autenticador",
        sentence: "un autenticador de su cuenta se ha sustituido por uno nuevo. Los códigos del anterior ya no valen.",
    },
    removed: Told {
        subject: "se ha eliminado un autenticador",
        sentence: "se ha eliminado un autenticador de su cuenta. Sus códigos ya no valen.",
    },
    renamed: Told {
        subject: "se ha cambiado el nombre de un autenticador",
        sentence: "un autenticador de su cuenta tiene ahora otro nombre.",
    },
    enabled: Told {
        subject: "se ha activado un autenticador",
        sentence: "se ha activado un autenticador de su cuenta. Sus códigos vuelven a valer.",
    },
    disabled: Told {
        subject: "se ha desactivado un autenticador",
        sentence: "se ha desactivado un autenticador de su cuenta. Sus códigos no valen hasta que se active de nuevo.",
    },
    resynchronised: Told {
        subject: "se ha sincronizado un autenticador",
        sentence: "se ha vuelto a sincronizar un autenticador de su cuenta cuyo reloj iba mal.",
    },
    recovery_replaced: Told {
        subject: "nuevos códigos de recuperación",
        sentence: "se han creado nuevos códigos de recuperación para su cuenta. Los anteriores ya no valen.",
    },
    signed_out: Told {
        subject: "sesión cerrada en todas partes",
        sentence: "se han cerrado todas las sesiones de su cuenta y se han olvidado los accesos recordados.",
    },
    activation_made: Told {
        subject: "se ha creado un código de activación para usted",
        sentence: "la administración ha creado un código de activación con el que puede configurar su primer \
                   autenticador. Recibirá el código por otro medio que el correo.",
    },
    bypass_granted: Told {
        subject: "se ha creado un código temporal para usted",
        sentence: "la administración ha creado un código temporal que vale durante unas horas en lugar de un código de su \
                   autenticador.",
    },
    bypass_revoked: Told {
        subject: "se ha revocado un código temporal",
        sentence: "se ha revocado el código temporal de su cuenta. Ya no vale.",
    },
    unlocked: Told {
        subject: "se ha desbloqueado su cuenta",
        sentence: "la administración ha desbloqueado su cuenta tras demasiados códigos incorrectos.",
    },
    recovery_used: Told {
        subject: "se ha usado un código de recuperación",
        sentence: "alguien ha entrado en su cuenta con uno de sus códigos de recuperación. Ese código ya no vale.",
    },
    bypass_used: Told {
        subject: "se ha usado un código temporal",
        sentence: "alguien ha entrado en su cuenta con el código temporal que creó la administración.",
    },
    not_enrolled: Told {
        subject: "configure su segundo factor",
        sentence: "su contraseña era correcta, pero se le ha denegado el acceso: su cuenta aún no tiene autenticador. \
                   Configure uno en la dirección de abajo.",
    },
    grace: Told {
        subject: "configure su segundo factor",
        sentence: "ha entrado solo con la contraseña, y podrá hacerlo poco tiempo más: su cuenta aún no tiene \
                   autenticador. Configure uno en la dirección de abajo.",
    },
    account: "Cuenta",
    label: "Nombre",
    when: "Cuándo",
    place: "Dónde",
    portal: "Sus autenticadores",
    at_portal: "en el portal",
    by_command: "por la administración",
    not_me_change: "No he sido yo: puede que alguien esté apoderándose de su cuenta.",
    not_me_login: "No he sido yo: alguien conoce su contraseña. Cámbiela.",
    call: "Llame enseguida al servicio de asistencia: {contact}",
    call_somebody: "Llame enseguida al servicio de asistencia.",
    many: "Hay muchos cambios en este momento: los del próximo minuto no se comunicarán uno por uno.",
    reference: "{organisation}, referencia {sequence}. Este correo se ha enviado automáticamente.",
};
