// Asks `login` of the page above: a line with a name, a line with a password, and it says `in` or `refused`.
import { createInterface } from "node:readline";

let asked;
for await (const line of createInterface({ input: process.stdin })) {
  if (asked === undefined) {
    asked = line;
  } else {
    console.log((await login(asked, line)) ? "in" : "refused");
    asked = undefined;
  }
}
process.exit(0);
