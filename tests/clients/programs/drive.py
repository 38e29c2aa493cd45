# Asks `login` of the page above: a line with a name, a line with a password, and it says `in`, `refused`, or what
# kept it from knowing.
import sys

while asked := sys.stdin.readline().rstrip("\n"):
    typed = sys.stdin.readline().rstrip("\n")
    try:
        print("in" if login(asked, typed) else "refused", flush=True)
    except Exception as outage:
        print(repr(outage).replace("\n", " "), flush=True)
