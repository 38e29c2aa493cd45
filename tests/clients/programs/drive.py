# Asks `login` of the page above: a line with a name, a line with a password, and it says `in` or `refused`.
import sys

while asked := sys.stdin.readline().rstrip("\n"):
    typed = sys.stdin.readline().rstrip("\n")
    print("in" if login(asked, typed) else "refused", flush=True)
