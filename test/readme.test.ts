import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyDiff, type Block, parseBlocks, parseConsole } from "./readme/blocks.js";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = parseBlocks(readme);

/** Commands that run until somebody stops them. */
const untilStopped = ["npm run dev", "npx micro api"];

const hasCurl = spawnSync("curl", ["--version"]).status === 0;

/** What a block may take: an installation, or waiting for a service to come up. */
const blockMs = 180_000;

describe("README.md", () => {
  it("names commands that the package has, and that CI runs", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const ci = readFileSync(join(root, ".ci/run"), "utf8");
    const commands = blocks.filter((it) => it.language === "sh").flatMap((it) => it.text.trim().split("\n"));
    expect(commands).toEqual(["npm start", "npm test"]);
    for (const command of commands) {
      expect(Object.keys(scripts)).toContain(command.replace(/^npm (run )?/, ""));
      expect(ci).toContain(`step ${command}\n`);
    }
  });

  it("links to files that exist", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map((it) => it[1] ?? "");
    expect(links.filter((it) => !existsSync(join(root, it)))).toEqual([]);
    expect(links.length).toBeGreaterThan(3);
  });
});

describe("README.md, typed in by a new user", () => {
  let home: string;
  let folder: string;
  /** Stands in for the gateway's own, at which something else may listen. */
  let apiAddress: string;
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "micro-readme-"));
    folder = home;
    apiAddress = await freeAddress();
    // As `npm install` would put the toolkit there.
    const bin = join(home, "node_modules", ".bin");
    await mkdir(bin, { recursive: true });
    await symlink(join(root, "dist/cli/micro.js"), join(bin, "micro"));
  });

  afterAll(async () => {
    await ended(start("npx micro kill --all"));
    await Promise.all(running.map(stop));
    await rm(home, { recursive: true, force: true, maxRetries: 10 });
  });

  for (const [index, block] of blocks.entries()) {
    const [first = ""] = block.text.split("\n");
    const lacksCurl = block.text.includes("$ curl ") && !hasCurl;
    if (block.language === "console")
      // Not every machine that can run the rest has curl.
      it.skipIf(lacksCurl)(`block ${index}: ${first}`, () => typeIn(block), blockMs);
    if (block.language === "diff")
      it(`block ${index}: ${block.before.trim().split("\n").at(-1)}`, () => edit(block));
  }

  async function typeIn(block: Block): Promise<void> {
    for (const { command, output } of parseConsole(block.text)) {
      if (command.startsWith("cd ")) folder = join(folder, command.slice(3));
      else if (untilStopped.includes(command)) running.push(start(command));
      else await untilItPrints(command, output);
    }
  }

  /** Repeats a command that finds a service which is just coming up. */
  async function untilItPrints(command: string, output: readonly string[]): Promise<void> {
    const lastTry = Date.now() + 60_000;
    for (;;) {
      const child = start(command);
      const [printed, code] = await Promise.all([readAll(child), ended(child)]);
      if (code === 0 && hasInOrder(printed.split("\n"), output)) return;
      if (Date.now() > lastTry || !/^(npx micro|curl) /.test(command)) {
        throw new Error(`$ ${command}\n${printed}\nexit code ${code}; expected:\n${output.join("\n")}`);
      }
      await delay(200);
    }
  }

  /** Changes the file that the text before a diff names last. */
  async function edit(block: Block): Promise<void> {
    const name = [...block.before.matchAll(/`([^`]+\.\w+)`/g)].at(-1)?.[1] ?? "";
    const path = join(folder, name);
    await writeFile(path, applyDiff(await readFile(path, "utf8"), block.text));
  }

  function start(command: string): ChildProcess {
    // As a terminal shows it: in the order in which it was printed, whichever way.
    const line = command.replaceAll("localhost:8080", apiAddress);
    return spawn("bash", ["-c", `exec 2>&1; ${line}`], {
      cwd: folder,
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
      env: {
        ...process.env,
        npm_config_prefer_offline: "true",
        XDG_STATE_HOME: join(home, "state"),
        MICRO_API_ADDRESS: apiAddress,
      },
    });
  }
});

/** @returns where nobody listens */
async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return `127.0.0.1:${port}`;
}

async function readAll({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("expected a pipe");
  return text(stdout);
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", resolve));
}

/** Stops a command and all it started. */
async function stop(child: ChildProcess): Promise<void> {
  const isOver = ended(child);
  if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  await isOver;
}

function hasInOrder(lines: readonly string[], expected: readonly string[]): boolean {
  let index = 0;
  for (const line of lines) {
    const wanted = expected[index] ?? "";
    const begins = wanted.endsWith("...") && line.startsWith(wanted.slice(0, -3));
    if (index < expected.length && (line === wanted || begins)) index += 1;
  }
  return index === expected.length;
}
