import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ServiceStatus } from "../src/runtime/control/control.js";
import { isAlive, type MicroProcess, runMicro, startMicro, until } from "./cli/process.js";

/** Services that come up in a moment, each test with its own. */
const timeoutMs = 90_000;

let root: string;
let env: Record<string, string | undefined>;
let started: MicroProcess[];
let count = 0;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "micro-run-"));
  env = { ...process.env, XDG_STATE_HOME: join(root, "state"), NO_COLOR: "1" };
  started = [];
  // As an installation would put it there.
  await mkdir(join(root, "node_modules", "@ts-micro"), { recursive: true });
  await symlink(join(import.meta.dirname, "../framework"), join(root, "node_modules/@ts-micro/framework"));
});

afterEach(async () => {
  for (const { child, ended } of started) {
    child.kill("SIGINT");
    await ended;
  }
  await rm(root, { recursive: true, force: true, maxRetries: 10 });
});

/** A name that no other service on this network has. */
function uniqueName(name: string): string {
  count += 1;
  return `${name}-${process.pid}-${count}`;
}

const main = (name: string, words: string): string => `
import { createService } from "@ts-micro/framework";
import { appendFileSync } from "node:fs";
const service = createService({
  name: ${JSON.stringify(name)},
  address: "127.0.0.1:0",
  afterStart: [() => appendFileSync("../events.txt", "start ${name} ${words}\\n")],
  afterStop: [() => appendFileSync("../events.txt", "stop ${name} ${words}\\n")],
});
console.log("this is ${words}");
await service.run();
`;

/** A service that a second change can overtake while it ends. */
function slowToStop(source: string): string {
  return source.replace(
    "afterStop: [",
    'afterStop: [() => { console.log("is going"); return new Promise((done) => setTimeout(done, 2_000)); }, ',
  );
}

/** Builds like a compiler: what does not parse is refused, and what was built before stays. */
const build = `
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
const source = readFileSync("src/main.js", "utf8");
if (source.includes("syntax error")) throw new Error("syntax error in src/main.js");
mkdirSync("dist", { recursive: true });
writeFileSync("dist/main.js", source);
`;

async function writeService(folder: string, name: string, source: string = main(name, "one")): Promise<void> {
  await mkdir(join(root, folder, "src"), { recursive: true });
  const scripts = { build: "node build.js", start: "node dist/main.js" };
  const dependencies = { "@ts-micro/framework": "*" };
  await writeFile(
    join(root, folder, "package.json"),
    JSON.stringify({ name, type: "module", scripts, dependencies }),
  );
  await writeFile(join(root, folder, "build.js"), build);
  await writeFile(join(root, folder, "src/main.js"), source);
}

function start(...argv: string[]): MicroProcess {
  const micro = startMicro(argv, { cwd: root, env });
  started.push(micro);
  return micro;
}

async function ps(): Promise<ServiceStatus[]> {
  const { printed } = await runMicro(["ps", "-o", "json"], { cwd: root, env });
  return JSON.parse(printed);
}

/** What the services themselves say: who started and stopped, in order. */
async function events(): Promise<string[]> {
  const text = await readFile(join(root, "events.txt"), "utf8").catch(() => "");
  return text.split("\n").filter((it) => it !== "");
}

describe("micro run", () => {
  it(
    "starts services after those they depend on, and stops them in the opposite order",
    async () => {
      const [users, greeter] = [uniqueName("users"), uniqueName("greeter")];
      await writeService("users", users);
      await writeService("greeter", greeter);
      const file = `services:\n  ${greeter}: { path: greeter, depends: [${users}] }\n  ${users}: { path: users }\n`;
      await writeFile(join(root, "micro.yaml"), file);
      const micro = start("run");
      await until(
        () => micro.printed.includes(`${greeter} at 127.0.0.1`),
        () => micro.printed,
      );
      expect(micro.printed).toContain(`[${users}]   this is one\n`);
      expect(micro.printed).toContain(`[${greeter}] this is one\n`);
      micro.child.kill("SIGINT");
      expect(await micro.ended).toBe(130);
      expect(await events()).toEqual([
        `start ${users} one`,
        `start ${greeter} one`,
        `stop ${greeter} one`,
        `stop ${users} one`,
      ]);
      expect(await ps()).toEqual([]);
    },
    timeoutMs,
  );

  it(
    "follows changes, and keeps what runs when a build fails",
    async () => {
      const name = uniqueName("greeter");
      await writeService("greeter", name);
      const micro = start("run", "greeter");
      const source = join(root, "greeter/src/main.js");
      await until(
        () => micro.printed.includes("is up"),
        () => micro.printed,
      );
      await writeFile(source, "syntax error");
      await until(
        () => micro.printed.includes("the one before runs on"),
        () => micro.printed,
      );
      expect(micro.printed).toContain("syntax error in src/main.js");
      const failure = "the last build failed";
      expect(await ps()).toMatchObject([{ name, state: "running", failure, service: name }]);
      expect((await runMicro(["ps"], { cwd: root, env })).printed).toContain(`running (${failure})`);
      expect(await events()).toEqual([`start ${name} one`]);
      await writeFile(source, main(name, "two"));
      await until(
        async () => (await events()).length === 3,
        () => micro.printed,
      );
      expect(await events()).toEqual([`start ${name} one`, `stop ${name} one`, `start ${name} two`]);
      expect((await ps())[0]).not.toHaveProperty("failure");
    },
    timeoutMs,
  );

  it(
    "keeps what the last good build made, however soon a bad change comes after it",
    async () => {
      const name = uniqueName("greeter");
      await writeService("greeter", name, slowToStop(main(name, "one")));
      const micro = start("run", "greeter");
      const source = join(root, "greeter/src/main.js");
      await until(
        () => micro.printed.includes("is up"),
        () => micro.printed,
      );
      await writeFile(source, slowToStop(main(name, "two")));
      await until(
        () => micro.printed.includes("is going"),
        () => micro.printed,
      );
      await writeFile(source, "syntax error");
      await until(
        () => micro.printed.includes("the one before runs on"),
        () => micro.printed,
      );
      await until(
        async () => (await ps())[0]?.service === name,
        () => micro.printed,
      );
      expect(micro.printed).toContain("this is two");
    },
    timeoutMs,
  );

  it(
    "starts a service again that crashed",
    async () => {
      const name = uniqueName("greeter");
      await writeService("greeter", name);
      const micro = start("run", "--no-watch");
      await until(
        () => micro.printed.includes("is up"),
        () => micro.printed,
      );
      const [before] = await ps();
      process.kill(-Number(before?.pid), "SIGKILL");
      await until(
        async () => (await ps())[0]?.state === "running" && (await events()).length === 2,
        () => micro.printed,
      );
      const [after] = await ps();
      expect(after).toMatchObject({ name, restarts: 1 });
      expect(after?.pid).not.toBe(before?.pid);
      expect(micro.printed).toContain("ended with SIGKILL; starting again in 250 ms");
    },
    timeoutMs,
  );

  it(
    "ends when no service runs any more, and nothing would start one again",
    async () => {
      const [broken, unbuilt] = [uniqueName("broken"), uniqueName("unbuilt")];
      await writeService("broken", broken, "process.exit(3);");
      await writeService("unbuilt", unbuilt, "syntax error");
      const { code, printed } = await runMicro(["run", "--no-watch"], { cwd: root, env });
      expect(code).toBe(1);
      expect(printed).toMatch(
        new RegExp(
          `\\nerror: nothing runs any more; ${broken}: ended with exit code 3, 6 times in a row; ${unbuilt}: the build failed\\n$`,
        ),
      );
      expect(await ps()).toEqual([]);
    },
    timeoutMs,
  );

  it(
    "starts a service again that ends well after each call, however often",
    async () => {
      const name = uniqueName("function");
      await writeService(
        "function",
        name,
        `${main(name, "one").replace("await service.run();", "")}
setTimeout(() => service.close().then(() => process.exit(0)), 50);
await service.start();`,
      );
      const micro = start("run", "--no-watch");
      await until(
        async () => Number((await ps())[0]?.restarts) > 6,
        () => micro.printed,
      );
      expect(micro.printed).toContain("ended with exit code 0; starting again in 250 ms");
      expect(micro.printed).not.toContain("starting again in 500 ms");
    },
    timeoutMs,
  );

  it(
    "does not start a service for ever that crashes at once",
    async () => {
      const name = uniqueName("broken");
      await writeService("broken", name, "process.exit(3);");
      const micro = start("run");
      await until(
        () => micro.printed.includes("6 times in a row"),
        () => micro.printed,
      );
      expect(micro.printed).toContain("ended with exit code 3; starting again in 4000 ms");
      await until(
        () => micro.printed.includes("a change starts it again"),
        () => micro.printed,
      );
      expect(await ps()).toMatchObject([{ name, state: "failed", restarts: 5 }]);
    },
    timeoutMs,
  );

  it(
    "leaves nothing behind when it is killed itself",
    async () => {
      const name = uniqueName("greeter");
      await writeService("greeter", name);
      const micro = start("run");
      await until(
        () => micro.printed.includes("is up"),
        () => micro.printed,
      );
      const [service] = await ps();
      micro.child.kill("SIGKILL");
      expect(await micro.ended).toBe("SIGKILL");
      await until(
        () => !isAlive(Number(service?.pid)),
        () => `${service?.pid} lives`,
      );
      expect(await ps()).toEqual([]);
    },
    timeoutMs,
  );

  it(
    "kills what does not stop when it is asked to",
    async () => {
      const name = uniqueName("stubborn");
      await writeService(
        "stubborn",
        name,
        'process.on("SIGTERM", () => {}); console.log("here"); setInterval(() => {}, 1000);',
      );
      const micro = start("run");
      await until(
        () => micro.printed.includes("here"),
        () => micro.printed,
      );
      const [service] = await ps();
      micro.child.kill("SIGINT");
      expect(await micro.ended).toBe(130);
      expect(isAlive(Number(service?.pid))).toBe(false);
    },
    timeoutMs,
  );

  it(
    "says in one line what keeps it from starting",
    async () => {
      const empty = await runMicro(["run"], { cwd: root, env });
      expect(empty.code).toBe(1);
      expect(empty.printed).toMatch(/^error: \S+ holds no service: [^\n]*\n$/);
      await writeFile(join(root, "micro.yaml"), "services: { a: { depends: [b] } }");
      await writeService("a", "a");
      const unknown = await runMicro(["run"], { cwd: root, env });
      expect(unknown.printed).toBe('error: service "a" depends on unknown service "b"; there are: a\n');
    },
    timeoutMs,
  );
});

describe("micro run -d, ps, logs and kill", () => {
  it(
    "run in the background, look, and stop",
    async () => {
      const name = uniqueName("greeter");
      await writeService("greeter", name);
      const options = { cwd: root, env };
      const run = await runMicro(["run", "--detach"], options);
      expect(run).toMatchObject({ code: 0, printed: expect.stringContaining(`${name}\n`) });
      await until(
        async () => (await ps())[0]?.state === "running",
        () => "ps",
      );
      const table = await runMicro(["ps"], options);
      expect(table.printed).toMatch(/^NAME +STATE +PID +UPTIME +RESTARTS +ADDRESS +FOLDER\n/);
      expect(table.printed).toContain("running");

      const twice = await runMicro(["run"], options);
      expect(twice.code).toBe(1);
      expect(twice.printed).toMatch(
        new RegExp(`^error: ${name} runs already, below process \\d+; stop it with: micro kill ${name}\n$`),
      );

      const logs = await runMicro(["logs", name], options);
      expect(logs.printed).toContain("this is one\n");
      const last = await runMicro(["logs", name, "-n", "1", "-o", "json"], options);
      expect(JSON.parse(last.printed)).toEqual({ service: name, line: expect.stringContaining("is up") });
      expect((await runMicro(["logs", name, "-n", "0"], options)).printed).toBe("");
      const follow = start("logs", name, "--follow", "-n", "0");
      await writeFile(join(root, "greeter/src/main.js"), main(name, "two"));
      await until(
        () => follow.printed.includes("this is two\n"),
        () => follow.printed,
      );

      expect(follow.printed).not.toContain("this is one");

      const unknown = await runMicro(["kill", "nobody"], options);
      expect(unknown).toEqual({ code: 1, printed: `error: nobody does not run; there are: ${name}\n` });
      const [service] = await ps();
      expect(await runMicro(["kill", name], options)).toEqual({ code: 0, printed: `stopped ${name}\n` });
      expect(isAlive(Number(service?.pid))).toBe(false);
      await until(
        async () => (await ps()).length === 0,
        () => "ps",
      );
      const after = await runMicro(["logs", name], options);
      expect(after.printed).toContain("this is two\n");
    },
    timeoutMs,
  );

  it(
    "say when there is nothing to do it with",
    async () => {
      const options = { cwd: root, env };
      expect(await runMicro(["kill"], options)).toMatchObject({ code: 2 });
      expect(await runMicro(["kill", "--all"], options)).toEqual({ code: 0, printed: "" });
      expect(await runMicro(["logs", "nobody"], options)).toEqual({
        code: 1,
        printed: "error: there is no log of nobody; micro run writes one when it runs it\n",
      });
      const failed = await runMicro(["run", "-d"], options);
      expect(failed.code).toBe(1);
      expect(failed.printed).toMatch(/^error: \S+ holds no service/);
    },
    timeoutMs,
  );
});
