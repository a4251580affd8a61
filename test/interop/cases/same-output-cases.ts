import assert from "node:assert/strict";
import type { CommandOutput } from "../command.js";
import type { InteropCase } from "../interop-case.js";
import type { Peer } from "../peer.js";
import type { CommandLine } from "./command-line-cases.js";

/** What is left of an output to compare. */
type Reading = (output: CommandOutput) => unknown;

/** Go prints errors to stdout, too. */
const everyLine: Reading = ({ stdout, stderr, code }) => ({ code, lines: (stdout + stderr).split("\n") });

/** Metadata is a map, which Go prints in any order. */
const sortedMetadata: Reading = (output) => {
  const sort = (pairs: string): string => pairs.split(",").sort().join(",");
  const stdout = output.stdout.replace(/[^\s,]+=\S*$/gm, sort);
  return everyLine({ ...output, stdout });
};

/** Uptime, memory, threads and garbage collection differ from one moment to the next. */
const withoutMeasures: Reading = (output) => {
  const stdout = output.stdout.replace(/\t[\dhms.]+\t[\d.]+mb\t\d+\t[\d.µmns]+$/gm, "\tMEASURES");
  assert.match(stdout, /\tMEASURES\n/);
  return everyLine({ ...output, stdout });
};

/** Go runs replies together, and takes the end of a stream for an error. */
const repliesOnly: Reading = ({ stdout }) => stdout.replace(/error receiving from .*/, "").replace(/\s/g, "");

/** We say on stderr how many have subscribed. */
const result: Reading = ({ code, stdout }) => ({ code, stdout });

/** We say what there is instead. */
const codeOnly: Reading = ({ code }) => code;

/** Each of these is asked of Micro 1.0 and of this `micro`, about one service. The README beside lists differences. */
export function sameOutputCases(
  { go, typeScript }: { readonly go: CommandLine; readonly typeScript: CommandLine },
  { service }: Peer,
): InteropCase[] {
  const everything =
    '{"text":"<é>","big":9223372036854775807,"ubig":18446744073709551615,"data":"aGk=","colour":2,"dbl":1e21,"flt":0.1,"inner":{"id":"x","nums":[1,2]},"tags":["a","b"],"attrs":{"b":2,"a":1},"by_id":{"7":{"id":"y"}}}';
  const questions: readonly (readonly [words: readonly string[], reading: Reading])[] = [
    [["list", "services"], everyLine],
    [["get", "service", service], sortedMetadata],
    [["get", "service", `topic:${service}.events`], sortedMetadata],
    [["call", service, "Greeter.Hello", '{"name":"CLI"}'], everyLine],
    [["call", service, "Greeter.Hello", '{"name":', '"CLI"}'], everyLine],
    [["call", service, "Greeter.Hello"], everyLine],
    [["call", service, "Greeter.Echo", everything], everyLine],
    [["call", service, "Greeter.Fail", '{"kind":"notfound"}'], everyLine],
    [["call", service, "Greeter.Fail", '{"kind":"teapot"}'], everyLine],
    [["call", service, "Greeter.Fail", '{"kind":"plain"}'], everyLine],
    [["call", service, "Greeter.Nope"], codeOnly],
    [["call", "interop.nobody", "Greeter.Hello"], codeOnly],
    [["stream", service, "Greeter.Count", '{"count":3}'], repliesOnly],
    [["publish", `${service}.printed`, '{"id":"cli"}'], result],
    [["health", service], everyLine],
    [["stats", service], withoutMeasures],
  ];
  return questions.map(([words, reading]) => ({
    name: `micro ${words.join(" ")}`,
    async run() {
      assert.deepEqual(reading(await typeScript.run(...words)), reading(await go.run(...words)));
    },
  }));
}
