# The audit
menu-audit = Audit
person-all-events = All events
audit-person-hint = A part of the name, or the identity (SID).
audit-any = Any
audit-since = Since the day
audit-since-bad = Please choose a day.
audit-follow = Follow live
audit-follows = Following: new events appear every five seconds.
audit-stop = Stop
audit-csv = Export as CSV
audit-jsonl = Export as JSON lines
audit-export-hint = A file holds the newest 100,000 of these events. Who exports them is written down here.
audit-newest = Newest events
audit-older = Older events
audit-none = There are no such events.
audit-none-here = None of the events looked through fits. The next page looks further back.
