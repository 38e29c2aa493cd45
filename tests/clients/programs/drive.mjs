// Asks `login` of the page above: a line with a name, a line with a password, and it says `in`, `refused`, or what
// kept it from knowing.
import { createInterface } from "node:readline";

let asked;
for await (const line of createInterface({ input: process.stdin })) {
  if (asked === undefined) {
    asked = line;
    continue;
  }
  const answer = await login(asked, line).catch((outage) => String(outage).replaceAll("\n", " "));
  console.log(answer === true ? "in" : answer === false ? "refused" : answer);
  asked = undefined;
}
process.exit(0);
