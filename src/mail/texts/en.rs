//! English.

use super::{Texts, Told};

pub(super) const TEXTS: Texts = Texts {
    hello: "Hello {name},",
    added: Told { subject: "an authenticator was added", sentence: "an authenticator was added to your account." },
    replaced: Told {
        subject: "an authenticator was replaced",
        sentence: "an authenticator of your account was replaced by a new one. Codes of the old one no longer count.",
    },
    removed: Told {
        subject: "an authenticator was removed",
        sentence: "an authenticator was removed from your account. Its codes no longer count.",
    },
    renamed: Told {
        subject: "an authenticator was renamed",
        sentence: "an authenticator of your account was given another name.",
    },
    enabled: Told {
        subject: "an authenticator was enabled",
        sentence: "an authenticator of your account was enabled. Its codes count again.",
    },
    disabled: Told {
        subject: "an authenticator was disabled",
        sentence: "an authenticator of your account was disabled. Its codes do not count until it is enabled again.",
    },
    resynchronised: Told {
        subject: "an authenticator was synchronised",
        sentence: "an authenticator of your account, whose clock was wrong, was synchronised again.",
    },
    recovery_replaced: Told {
        subject: "new recovery codes",
        sentence: "new recovery codes were made for your account. All earlier ones no longer count.",
    },
    signed_out: Told {
        subject: "signed out everywhere",
        sentence: "all open sessions of your account were ended, and remembered logins were forgotten.",
    },
    activation_made: Told {
        subject: "an activation code was made for you",
        sentence: "an administrator made an activation code with which you can set up your first authenticator. You will \
                   be given the code in another way than by mail.",
    },
    bypass_granted: Told {
        subject: "a temporary code was made for you",
        sentence: "an administrator made a temporary code that counts in place of a code of your authenticator for some \
                   hours.",
    },
    bypass_revoked: Told {
        subject: "a temporary code was revoked",
        sentence: "the temporary code of your account was revoked. It no longer counts.",
    },
    unlocked: Told {
        subject: "your account was unlocked",
        sentence: "an administrator unlocked your account after too many wrong codes.",
    },
    recovery_used: Told {
        subject: "a recovery code was used",
        sentence: "somebody logged in to your account with one of your recovery codes. That code no longer counts.",
    },
    bypass_used: Told {
        subject: "a temporary code was used",
        sentence: "somebody logged in to your account with the temporary code that an administrator made.",
    },
    not_enrolled: Told {
        subject: "please set up your second factor",
        sentence: "your password was right, but you were not let in: your account has no authenticator yet. Please set \
                   one up at the address below.",
    },
    grace: Told {
        subject: "please set up your second factor",
        sentence: "you were let in with your password alone, for a short time still: your account has no authenticator \
                   yet. Please set one up at the address below.",
    },
    account: "Account",
    label: "Name",
    when: "When",
    place: "Where",
    portal: "Your authenticators",
    at_portal: "at the portal",
    by_command: "by an administrator",
    not_me_change: "This was not me: somebody may be taking over your account.",
    not_me_login: "This was not me: somebody knows your password. Change it.",
    call: "Call the help desk at once: {contact}",
    call_somebody: "Call the help desk at once.",
    many: "There are many changes at the moment: those of the next minute are not mailed one by one.",
    reference: "{organisation}, reference {sequence}. This mail was sent automatically.",
};
