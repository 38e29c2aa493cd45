# What would be asked
menu-explain = What if
explain-title = What would be asked?
explain-intro = What a login would ask of somebody now, and why. Nothing is tried, and nothing is counted.
explain-person-hint = A user name, or the identity (SID).
explain-all = All applications
explain-from = From the address
explain-from-hint = An IP address; it may be left empty.
explain-button = Show
explain-nobody = This does not name exactly one person of the directory.
explain-no-application = There is no such application any more.
explain-from-bad = Please type an IP address, or nothing.
explain-answer = { $name } at { $application }
explain-service = The password alone: this is a service account of the application.
explain-exempt = The password alone: an exemption counts.
explain-code = The password and a code.
explain-code-only = The code alone: at this application somebody else proves the password, and no exemption counts.
explain-code-only-none = The code alone: at this application somebody else proves the password, and no exemption counts. They have no authenticator, so they are refused.
explain-enrol = The password and a code. They have no authenticator, so they are refused and told where to enrol.
explain-grace = The password alone, for now: there is no authenticator yet.
explain-grace-days =
    { $count ->
        [one] One day of grace is left.
       *[other] { $count } days of grace are left.
    }
explain-grace-logins =
    { $count ->
        [0] The next login is the last without a code.
        [one] After the next login one more is left.
       *[other] After the next login { $count } more are left.
    }
explain-protected = Protected: no exemption counts for them, and nothing is remembered.
explain-monitor = Nothing of this is enforced: Vestibule is in monitor mode and only writes down what it would do.
explain-account = The directory does not let them in: { $state }.
explain-codes-shut = Too many wrong codes: codes are not looked at from there for now.
explain-passwords-shut = Too many wrong passwords: the directory is not asked for now, or it would lock the account.
explain-through = Through
explain-rule = Rule
explain-wrong-here = Wrong codes here
explain-wrong-all = Wrong codes everywhere
explain-groups = Groups considered
explain-sheet = To this person’s page
