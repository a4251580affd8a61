import { describe, expect, it } from "vitest";
import { catalog } from "../src/cli/catalog.js";
import { micro } from "./cli/terminal.js";

/** Command lines that are wrong, and what is said of each before the usage. */
const wrong: readonly (readonly [argv: readonly string[], problem: string])[] = [
  [["list", "services", "--registry"], "option '--registry <name>' argument missing"],
  [["--nonsense"], 'there is no option "--nonsense"'],
  [["list"], "a command is missing; there are: services"],
  [["list", "nodes"], 'there is no command "nodes"; there are: services'],
  [["list", "service"], 'there is no command "service"; did you mean "services"?'],
  [["list", "services", "greeter"], "too many arguments for 'services'. Expected 0 arguments but got 1."],
  [
    ["list", "services", "--output", "xml"],
    "option '-o, --output <format>' argument 'xml' is invalid. Allowed choices are text, json.",
  ],
  [["list", "services", "--whatch"], "unknown option '--whatch'; did you mean --watch?"],
  [["get"], "a command is missing; there are: service"],
  [["get", "service"], "missing required argument 'name'"],
  [["get", "service", "a", "b"], "too many arguments for 'service'. Expected 1 argument but got 2."],
  [["describe", "service"], "missing required argument 'name'"],
  [["call"], "missing required argument 'service'"],
  [["call", "greeter"], "missing required argument 'endpoint'"],
  [
    ["call", "greeter", "Greeter.Hello", "--timeout", "5"],
    "option '-t, --timeout <duration>' argument '5' is invalid. Expected a duration such as 500ms, 5s or 1m30s.",
  ],
  [
    ["call", "greeter", "Greeter.Hello", "--address", "localhost"],
    "option '-a, --address <host:port>' argument 'localhost' is invalid. Expected an address such as 127.0.0.1:8080.",
  ],
  [
    ["call", "greeter", "Greeter.Hello", "-m", "tenant"],
    "option '-m, --metadata <key=value>' argument 'tenant' is invalid. Expected key=value.",
  ],
  [
    ["call", "greeter", "Greeter.Hello", "--output", "yaml"],
    "option '-o, --output <format>' argument 'yaml' is invalid. Allowed choices are json, raw.",
  ],
  [
    ["call", "greeter", "Greeter.Hello", "--codec", "xml"],
    "option '-c, --codec <name>' argument 'xml' is invalid. Allowed choices are json, protobuf.",
  ],
  [["call", "greeter", "Greeter.Hello", "--proto"], "option '--proto <path>' argument missing"],
  [["stream"], "missing required argument 'service'"],
  [["stream", "greeter"], "missing required argument 'endpoint'"],
  [["publish"], "missing required argument 'topic'"],
  [["publish", "greetings"], "missing required argument 'json'"],
  [["publish", "greetings", "{}", "--message"], "option '--message <type>' argument missing"],
  [["subscribe"], "missing required argument 'topic'"],
  [
    ["subscribe", "greetings", "-n", "some"],
    "option '-n, --count <number>' argument 'some' is invalid. Expected a number above 0.",
  ],
  [["subscribe", "a", "b"], "too many arguments for 'subscribe'. Expected 1 argument but got 2."],
  [["health"], "missing required argument 'service'"],
  [["stats"], "missing required argument 'service'"],
  [["stats", "a", "b"], "too many arguments for 'stats'. Expected 1 argument but got 2."],
  [["register"], "a command is missing; there are: service"],
  [["register", "service"], "missing required argument 'json'"],
  [["deregister", "service"], "missing required argument 'json'"],
  [["run", "--no-wach"], "unknown option '--no-wach'; did you mean --no-watch?"],
  [["ps", "all"], "too many arguments for 'ps'. Expected 0 arguments but got 1."],
  [["logs"], "missing required argument 'name'"],
  [["logs", "a", "-n", "few"], "option '-n, --lines <number>' argument 'few' is invalid. Expected a number."],
  [["logs", "a", "-o", "yaml"], "option '-o, --output <format>' argument 'yaml' is invalid. Allowed"],
  [["kill"], "name services, or give --all"],
  [["kill", "a", "--all"], "name services, or give --all"],
  [["cli", "now"], "too many arguments for 'cli'. Expected 0 arguments but got 1."],
  [["completion"], "missing required argument 'shell'"],
  [["help", "nonsense"], 'there is no command "nonsense"'],
  [["help", "list", "nonsense"], 'there is no command "list nonsense"; there are: services'],
];

describe("a command line that is wrong", () => {
  it.each(wrong)("%j: %s", async (argv, problem) => {
    const { code, stdout, stderr } = await micro(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const [line, usage, ...more] = stderr.split("\n");
    expect(line?.startsWith(`error: ${problem}`), line).toBe(true);
    expect(usage).toMatch(/^usage: micro\b/);
    expect(more).toEqual([""]);
  });
});

describe("every command", () => {
  const visible = catalog.filter((it) => !it.hidden).map((it) => it.name);

  it.each(visible)("%s helps, with examples", async (name) => {
    const { code, stdout, stderr } = await micro([...name.split(" "), "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^Usage: micro ${name} `));
    expect(stdout).toMatch(/\nExamples?:\n {2}/);
    expect((await micro(["help", ...name.split(" ")])).stdout).toBe(stdout);
  });

  it("is listed by micro --help, which is also what micro alone prints", async () => {
    const { code, stdout } = await micro(["--help"]);
    expect(code).toBe(0);
    for (const name of visible) expect(stdout).toContain(`\n  ${name} `);
    expect(await micro([])).toEqual({ code: 0, stdout, stderr: "" });
  });
});

describe("micro --version", () => {
  it.each(["--version", "-v"])("is what package.json says: %s", async (flag) => {
    const { code, stdout } = await micro([flag]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
