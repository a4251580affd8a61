import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isAlive, type MicroProcess, runMicro, startMicro, until } from "./cli/process.js";

// Services come up as processes of their own, each test has its own.
vi.setConfig({ testTimeout: 90_000 });

const checkout = join(import.meta.dirname, "..");

let folder: string;
let started: MicroProcess[];
let count = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "micro-dev-"));
  started = [];
  // As an installation would put it there.
  await symlink(join(checkout, "node_modules"), join(folder, "node_modules"));
});

afterEach(async () => {
  for (const { child, ended } of started) {
    child.kill("SIGINT");
    await ended;
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** A name that no other service on this network has. */
function uniqueName(name: string): string {
  count += 1;
  return `${name}-dev-${process.pid}-${count}`;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, ".."), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** Puts a new file in the place of an old one, as editors do. */
async function replace(path: string, text: string): Promise<void> {
  await write(`${path}.new`, text);
  await rename(join(folder, `${path}.new`), join(folder, path));
}

/** A program that says that it is here, and stays. */
const stays = (words: string): string =>
  `const words: string = ${JSON.stringify(words)};\nconsole.log(words, "by", process.pid);\nsetInterval(() => {}, 1000);\n`;

async function writeProject(main: string): Promise<void> {
  await write("package.json", '{ "name": "trial", "type": "module" }');
  await write("src/main.ts", main);
}

function dev(...args: string[]): MicroProcess {
  const micro = startMicro(["dev", ...args], { cwd: folder, env: { ...process.env, NO_COLOR: "1" } });
  started.push(micro);
  return micro;
}

async function untilItPrints(micro: MicroProcess, text: string | RegExp): Promise<void> {
  const isPrinted = () => new RegExp(text).test(micro.printed);
  await until(isPrinted, () => `expected ${text} in:\n${micro.printed}`);
}

/** The process that said something, last. */
function pidOf(micro: MicroProcess, words: string): number {
  return Number([...micro.printed.matchAll(new RegExp(`${words} by (\\d+)`, "g"))].at(-1)?.[1]);
}

describe("micro dev", () => {
  it("runs a service from its sources, with its flags, and follows what micro generate and its author write", async () => {
    await cp(join(checkout, "examples/greeter"), folder, {
      recursive: true,
      filter: (path) => !/\/(node_modules|dist)$/.test(path),
    });
    const name = uniqueName("greeter");
    const micro = dev("--server_name", name, "--server_address=127.0.0.1:0");
    await untilItPrints(micro, `registers node ${name}`);
    expect(micro.printed).toContain("listens on 127.0.0.1:");

    const proto = await readFile(join(folder, "proto/greeter/v1/greeter.proto"), "utf8");
    const method = "\n  // Bye says goodbye.\n  rpc Bye(HelloRequest) returns (HelloResponse);\n";
    await replace("proto/greeter/v1/greeter.proto", proto.replace(/service Greeter \{/, `$&${method}`));
    const place = { cwd: folder, env: process.env };
    expect(await runMicro(["generate"], place)).toMatchObject({ code: 0 });
    const handler = await readFile(join(folder, "src/handler/greeter.ts"), "utf8");
    expect(handler).toContain("bye() {");
    await untilItPrints(micro, /micro: src\/(gen|handler)\/\S+ changed\n.*registers node/s);

    const bye = 'bye: (request) => ({ message: "Goodbye " + request.name })';
    const written = handler.replace(/bye\(\) \{[^}]*\}/, bye);
    await replace("src/handler/greeter.ts", written);
    await until(
      async () =>
        (await runMicro(["call", name, "Greeter.Bye", '{"name":"John"}'], place)).printed.includes(
          "Goodbye John",
        ),
      () => micro.printed,
    );
  });

  it("starts a service again that a signal killed", async () => {
    await writeProject(stays("here"));
    const micro = dev();
    await untilItPrints(micro, "here by");
    const first = pidOf(micro, "here");
    process.kill(first, "SIGKILL");
    await untilItPrints(micro, /micro: ended with SIGKILL; starting again in 250 ms\nhere by/);
    expect(pidOf(micro, "here")).not.toBe(first);
  });

  it("waits for a change, however a file comes, when the service fails", async () => {
    await writeProject('import "./words.js";\n');
    const micro = dev();
    await untilItPrints(micro, "ended with exit code 1\nmicro: a change starts it again\n");
    await write("src/words.ts", "const words: string = ;");
    await untilItPrints(micro, /micro: src\/words\.ts changed\n.*ended with exit code 1/s);
    await replace("src/words.ts", stays("found"));
    await untilItPrints(micro, "found by");
    await replace("src/words.ts", stays("found again"));
    await untilItPrints(micro, "found again by");
    expect(isAlive(pidOf(micro, "found"))).toBe(false);
    expect(micro.printed.match(/ended with exit code 1/g)).toHaveLength(2);
  });

  it("starts a service again that ends well after each call", async () => {
    const name = uniqueName("function");
    await writeProject(`
import { createService } from "@ts-micro/framework";
const service = createService({ name: ${JSON.stringify(name)}, address: "127.0.0.1:0" });
setTimeout(() => service.close().then(() => process.exit(0)), 500);
await service.start();
`);
    const micro = dev();
    const again = "micro: ended with exit code 0; starting again in 250 ms\n";
    await until(
      () => micro.printed.split(again).length > 6,
      () => micro.printed,
    );
  });

  it("leaves alone what the service does not run from", async () => {
    await writeProject(stays("one"));
    const micro = dev();
    await untilItPrints(micro, "one by");
    for (const path of ["README.md", "test/main.test.ts", "proto/x.proto", "dist/main.js"])
      await write(path, "");
    await write("src/main.ts", stays("two"));
    await untilItPrints(micro, "two by");
    expect(micro.printed.match(/micro: .* changed/g)).toEqual(["micro: src/main.ts changed"]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("stops the service in order at %s", async (signal) => {
    await writeProject(
      `${stays("here")}process.on("SIGTERM", () => setTimeout(() => { console.log("the end"); process.exit(0); }, 100));`,
    );
    const micro = dev();
    await untilItPrints(micro, "here by");
    micro.child.kill(signal);
    expect(await micro.ended).toBe(130);
    expect(micro.printed).toMatch(/the end\n$/);
  });

  it("ends with npm, which ends without telling it", async () => {
    await writeProject(
      `import { writeFileSync } from "node:fs";\n${stays("here")}writeFileSync("service.log", String(process.pid));`,
    );
    const main = join(checkout, "dist/cli/micro.js");
    const scripts = { dev: `node ${JSON.stringify(main)} dev` };
    await write("package.json", JSON.stringify({ type: "module", scripts }));
    const npm = spawn("npm", ["run", "dev"], { cwd: folder, stdio: "ignore" });
    const pids = async () => await readFile(join(folder, "service.log"), "utf8").catch(() => "");
    await until(
      async () => (await pids()) !== "",
      () => "it never started",
    );
    npm.kill("SIGTERM");
    const service = Number(await pids());
    await until(
      () => !isAlive(service),
      () => `${service} lives`,
    );
  });

  it("leaves nothing behind when it is killed itself", async () => {
    await writeProject(stays("here"));
    const micro = dev();
    await untilItPrints(micro, "here by");
    micro.child.kill("SIGKILL");
    await until(
      () => !isAlive(pidOf(micro, "here")),
      () => `${pidOf(micro, "here")} lives`,
    );
  });

  it("lets a debugger in", async () => {
    await writeProject(stays("here"));
    const micro = dev("--inspect", "127.0.0.1:0", "--for-the-service");
    await untilItPrints(micro, /Debugger listening on ws:\/\/127\.0\.0\.1/);
    await untilItPrints(micro, "here by");
  });

  it("says in one line what keeps it from starting", async () => {
    const place = { cwd: folder, env: process.env };
    expect(await runMicro(["dev"], place)).toEqual({
      code: 1,
      printed: `error: ${folder} is no project: it has no package.json\n`,
    });
    await write("package.json", "{}");
    expect(await runMicro(["dev"], place)).toEqual({
      code: 1,
      printed: `error: there is no src/main.ts in ${folder}; name the file to run with --entry\n`,
    });
    await rm(join(folder, "node_modules"));
    await write("src/index.ts", "");
    expect((await runMicro(["dev", "--entry", "src/index.ts"], place)).printed).toBe(
      `error: tsx, which runs TypeScript, is not installed in ${folder}; add it to its devDependencies\n`,
    );
  });
});
