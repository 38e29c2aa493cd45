# Exemptions
exemptions-intro = Members of these groups need no code beside the password. Protected people need one all the same.
exemptions-none = No group is exempt.
exemption-add = Exempt a group
exemption-until = Ends
exemption-no-end = Never
exemption-configuration = The configuration file
exemption-written = It is changed and removed in the configuration file.
exemption-holds = In force
exemption-ended = Ended
exemption-waits = Waits for approval
exemption-own = You asked for it: somebody else approves it.
exemption-approve = Approve
exemption-turn-down = Turn down
exemption-remove = Remove

# A new one
exemption-choose = Choose the group first. Before anything is saved you see who becomes exempt.
exemption-search = Search groups
exemption-search-hint = The beginning of the group’s name.
exemption-direct = Direct members
exemption-no-groups = No group was found.
exemption-no-group = The directory has no such group, or more than one. Please search for it.
exemption-new-title = Exempt “{ $name }”
exemption-form = Why, and for how long
exemption-reason-hint = For example: no phones on the shop floor. It is shown here and kept in the audit.
exemption-until-hint = It ends with this day. Without a day it never ends; please choose one if you can.
exemption-until-bad = Please choose a day that is not over yet, or none.
exemption-oneself = You are in this group yourself. Nobody exempts themselves: please ask another administrator.
exemption-changed = The group has changed since you looked. Please look once more at who becomes exempt.
exemption-button = Exempt this group
notice-exemption-added = The members of { $label } need no code from now on.
notice-exemption-waits = The exemption of { $label } waits until another administrator approves it. Until then its members need a code.

# Who becomes exempt
foreseen-title = Who becomes exempt
foreseen-becomes = What becomes of them
foreseen-members =
    { $count ->
        [0] Nobody is in this group.
        [one] One person is in this group, those in nested groups included.
       *[other] { $count } people are in this group, those in nested groups included.
    }
foreseen-members-more =
    { $count ->
        [one] At least one person is in this group. There are more than could be counted.
       *[other] At least { $count } people are in this group. There are more than could be counted.
    }
foreseen-exempt = Becomes exempt
foreseen-already = Is exempt already, by:
foreseen-protected = Protected: still needs a code
foreseen-not-counted = A login does not find them in this group: still needs a code

# Approval and end
exemption-approve-title = Approve this exemption?
exemption-approve-button = Approve
exemption-group-gone = The directory does not know this group any more. Nobody becomes exempt by it.
exemption-over = The last day of this exemption is over already. Please turn it down.
notice-exemption-approved = The exemption of { $label } is in force.
exemption-remove-title = Remove this exemption?
exemption-remove-text = Its members need a code again, and their sessions that stand on it end within a minute.
exemption-turn-down-title = Turn this exemption down?
exemption-turn-down-text = It was asked for and never came into force.
notice-exemption-removed = The exemption of { $label } is removed.
