# Asks `login` of the page above, as drive.py does; behind the password stand a tab and the code for the question.
import sys

while asked := sys.stdin.readline().rstrip("\n"):
    password, code = sys.stdin.readline().rstrip("\n").split("\t")
    try:
        print("in" if login(asked, password, code) else "refused", flush=True)
    except Exception as outage:
        print(repr(outage).replace("\n", " "), flush=True)
