# Asks `login` of the page above: a line with a name, a line with a password and, behind a space, what is typed when a
# question comes. It says `in`, `refused`, or what kept it from knowing.
import sys

while asked := sys.stdin.readline().rstrip("\n"):
    typed, code = sys.stdin.readline().rstrip("\n").split(" ")

    def answer(question):
        if question != "Code:":
            raise ValueError(question)
        return code

    try:
        print("in" if login(asked, typed, ask=answer, source="192.0.2.78") else "refused", flush=True)
    except Exception as outage:
        print(repr(outage).replace("\n", " "), flush=True)
