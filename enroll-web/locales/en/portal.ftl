# Every page
title-error = Error:
skip = Skip to the content
signed-in-as = Signed in as
sign-out = Sign out
alert-title = That did not work.
help = Need help?
language = Language
language-choose = Choose
continue = Continue
cancel = Cancel
back = Back
save = Save
copy = Copy
copied = Copied
print = Print
step = Step { $step } of { $steps }

# Signing in
sign-in-title = Sign in
sign-in-intro = Use the user name and password you use at work. If you have no authenticator app yet, you will be led through setting one up.
sign-in-name = User name
sign-in-password = Password
sign-in-button = Sign in
sign-in-refused = User name, password or code is wrong, or you cannot sign in right now. Please try again.
sign-in-changed = Something about your account was changed. Please sign in again.
account-change-password = Change your password
account-logon-hours = Your account cannot be used at this time of day.
account-workstation = Your account cannot be used from here.
account-password-expired = Your password has expired. Please change it first.
account-disabled = Your account is disabled. Please ask the help desk.
account-expired = Your account has expired. Please ask the help desk.
account-must-change-password = You have to change your password before you sign in.
account-locked = Your account is locked. Please wait a while, or ask the help desk.

# The code
code-title = Enter your code
code-label = Code
code-hint = Open your authenticator app and type the code it shows.
code-no-phone = No phone at hand?
code-no-phone-text = Use one of your recovery codes instead, or to sign in, a code you were given by the help desk.
code-instead = Recovery code or code from the help desk
code-back = Start again
code-wrong = This code is not right. Wait for the next one and try again.

# The activation code
activation-title = Enter your activation code
activation-intro = You were given an activation code for setting up your first authenticator. If you have none, ask the help desk.
activation-label = Activation code
activation-wrong = This activation code is not right, or it has expired.

# Setting up an authenticator
offer-first-title = Set up your authenticator app
offer-more-title = Add an authenticator
offer-replace-title = Replace “{ $label }”
offer-tried = You just tried to sign in to { $application }. Once this is done, you can sign in there with a code.
offer-first-intro = An app on your phone shows a new code every half minute. You will need one whenever you sign in.
offer-more-intro = A second authenticator helps when the first one is lost or broken.
offer-replace-intro = Set up the new device here. The old one keeps working until you have confirmed the new one.
offer-recovering = You signed in with a recovery code. Set up a new authenticator now, and then remove the one you can no longer use.
offer-renewed = The key shown before is no longer valid. Remove it from your app, and scan this new one.
offer-scan = Scan this code with your app
offer-apps = Any authenticator app for time-based codes (TOTP) will do, for example:
offer-open = Open in the app on this device
offer-qr = QR code for your authenticator app
offer-by-hand = Cannot scan it?
offer-by-hand-text = Type this key into your app, with these settings. Keep it secret.
offer-algorithm = Algorithm
offer-digits = Digits
offer-period = Seconds per code
offer-confirm = Type the code the app shows
offer-code-hint = The app shows a new code every half minute.
offer-button = Confirm
offer-wrong-code = This code is not right. Check that the clock of your phone is set automatically, and type the code shown now.
enrolment-over = This took too long. Please sign in and begin again.
label-label = Name of this authenticator
label-hint = So that you can tell your authenticators apart.
label-usual = Phone
label-none = Without a name
label-bad = The name must have 1 to 64 characters.

# Recovery codes
recovery-title = Save your recovery codes
recovery-intro = If you lose your phone, each of these codes lets you sign in once.
recovery-once = They are shown only now. Print them or keep them in a safe place that is not your phone.
recovery-download = Download
recovery-saved = I have saved them
recovery-file-head = Recovery codes for { $organisation }
recovery-file-foot = Each code can be used once, in place of the code from the app. Keep them in a safe place.
new-recovery-title = Make new recovery codes
new-recovery-intro = You get ten new codes. The old ones stop working.
new-recovery-button = Make new codes

# How to go on
done-title = How to sign in with a code
done-heading = All done
done-intro = Your authenticator is ready. From now on you sign in with your password and a code.
done-how = How to type the code
done-append = Type the code right behind your password, in the same field.
done-separator = Type “{ $separator }” and the code behind your password, in the same field.
done-user-name = Type a hyphen and the code behind your user name. The password stays as it is.
done-challenge = Type your password as always. You are then asked for the code.
done-auto = Type the code right behind your password, or wait until you are asked for it.
done-code-only = Type the code alone where a code or second password is asked for.
done-example = Example:
done-example-password = password
done-example-name = name
done-account = To add another authenticator or see your logins:
done-sign-in = Sign in here

# The account page
account-title = Your account
account-authenticators = Authenticators
account-off = switched off
account-made = Set up
account-used = Last used
account-never = never
account-rename = Rename
account-replace = Replace
account-resync = Set the clock right
account-remove = Remove
account-add = Add an authenticator
account-recovery = Recovery codes
account-recovery-left =
    { $count ->
        [0] You have no recovery codes left.
        [one] You have one recovery code left.
       *[other] You have { $count } recovery codes left.
    }
account-recovery-few = Make new ones before you need them.
account-recovery-new = Make new recovery codes
everywhere-title = Sign out everywhere
everywhere-text = Ends all your sessions, here and at other applications. Do this if you see a login that was not yours, and change your password.
everywhere-button = Sign out everywhere
notice-added = “{ $label }” was added.
notice-replaced = “{ $label }” takes the place of the old authenticator.
notice-renamed = The authenticator is now called “{ $label }”.
notice-removed = “{ $label }” was removed.
notice-resynchronised = The clock of “{ $label }” is set right.
notice-recovery-codes = Your new recovery codes are in force. The old ones no longer work.
notice-too-many = You have eight authenticators, which is the most. Remove one first.
notice-last-one = This is your last authenticator. Add another one before you remove it.
notice-same-factor = Sign in with another authenticator or a recovery code to set the clock of this one right.
notice-not-done = Nothing was changed. Please try again.

# A fresh code
confirm-title = Confirm that it is you
confirm-intro = This change needs a fresh code.
confirm-hint = A code from your app that you have not used yet, or a recovery code.
confirm-bypass = A code from the help desk is not enough for this. You need a code from your app or a recovery code.

# One authenticator
rename-title = Rename an authenticator
remove-title = Remove “{ $label }”?
remove-intro = Its codes stop working at once. This cannot be undone.
resync-title = Set the clock of “{ $label }” right
resync-intro = If its codes are refused, its clock may be off. Type two codes that it shows one after the other.
resync-other = You need to be signed in with another authenticator or a recovery code.
resync-first = First code
resync-second = Second code
resync-second-hint = Wait until the app shows the next code.
resync-wrong = These codes do not follow each other, or are not from this authenticator. Please try again.

# Logins
logins-title = Recent logins
logins-intro = If you see a login that was not yours, change your password and tell the help desk.
logins-none = There are none yet.
logins-all = All recent logins
logins-from = from
logins-portal = This portal
logins-times =
    { $count ->
        [one] (once)
       *[other] ({ $count } times)
    }
result-code = Signed in with a code
result-code-of = Signed in with “{ $label }”
result-remembered = Signed in, remembered from before
result-exempt = Signed in without a code, as no code is required
result-recovery = Signed in with a recovery code
result-bypass = Signed in with a code from the help desk
result-grace = Signed in without a code, for now
result-none = Signed in without a code
result-asked = Asked for a code
result-unavailable = Could not be checked
result-wrong-code = Refused: wrong code
result-used-code = Refused: the code was used before
result-wrong-password = Refused: wrong password
result-too-many = Refused: too many tries
result-too-slow = Refused: took too long
result-not-enrolled = Refused: no authenticator yet
result-account = Refused: the account could not be used
result-refused = Refused

# What went wrong
failure-on = Go on
failure-forbidden-title = This is not possible
failure-forbidden = Your session has ended, or the form did not come from this page. Please sign in again.
failure-not-found-title = Page not found
failure-not-found = There is no page at this address.
failure-method-title = This is not possible
failure-method = This address cannot be used that way.
failure-too-large-title = Too much at once
failure-too-large = More was sent than a form here can hold.
failure-misdirected-title = Wrong address
failure-misdirected = This portal does not answer at this address.
failure-unavailable-title = Cannot be checked right now
failure-unavailable = This says nothing about your password or your code. Please try again in a few minutes.
failure-internal-title = Something is broken here
failure-internal = This is not your fault. Please tell the help desk.
failure-malformed-title = This could not be read
failure-malformed = Your browser sent something this portal does not understand. Please go back and try again.
