# What the pages of those who manage have in common
menu = Manage
menu-own = My account
menu-people = People
menu-exemptions = Exemptions
menu-bypasses = Bypass codes
search = Search
search-bad = Please type 1 to 128 characters.
previous-page = Previous page
next-page = Next page
sign-in-anew = For managing others, please sign in again: that is asked for once an hour.
refused-title = This is not possible
refused-forbidden = Your account may not see this or do this.
refused-protected = This person is protected: only an administrator can do this for them.
refused-oneself = Nobody does this for themselves. Please ask another administrator.
refused-enrolled = This person has an authenticator or recovery codes already. They can sign in with a recovery code, or an administrator takes everything away first.
refused-too-many = There are too many already.
refused-value = A value is missing or cannot be used. Please go back and try again.

# Columns
column-name = Name
column-account = Account
column-authenticators = Authenticators
column-wrong-codes = Wrong codes
column-last = Last login
column-application = Application
column-source = Address
column-time = Time
column-group = Group
column-state = State
column-do = Actions
column-event = Event
column-outcome = Outcome
column-person = Person
column-details = Details

# The audit
outcome-admitted = Admitted
outcome-done = Done
outcome-asked = Asked for a code
outcome-refused = Refused
outcome-unavailable = Unavailable
outcome-unknown = Unknown
events-none = There is nothing yet.

# States of an account
state-logon-hours = Not at this time of day
state-workstation = Not from here
state-password-expired = Password expired
state-disabled = Disabled
state-expired = Expired
state-must-change-password = Must change the password
state-locked = Locked

# Spans and reasons
span-label = Valid for
span-1h = 1 hour
span-2h = 2 hours
span-4h = 4 hours
span-8h = 8 hours
span-24h = 24 hours
span-3d = 3 days
span-7d = 7 days
span-30d = 30 days
span-bad = Please choose one of the spans.
reason-label = Reason
reason-bad = Please give a reason of 1 to 200 characters.

# Codes that are handed on
handed-activation-title = Activation code
handed-activation-intro = They sign in with their password and type it to set up their first authenticator.
handed-bypass-title = Bypass code
handed-bypass-intro = They type it wherever a code of the authenticator app is asked for.
handed-recovery-title = Recovery codes
handed-recovery-intro = Each of them works once, wherever a code is asked for.
handed-for = For { $name }
handed-once = Hand it over in a safe way, to a person you have recognised. It is not shown again.
handed-until = Valid until
handed-address = To be typed at
handed-done = I have handed it on
