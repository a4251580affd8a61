import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type MicroProcess, startMicro, until } from "../cli/process.js";
import { micro } from "../cli/terminal.js";

const root = join(import.meta.dirname, "..", "..");
/** No other service on this network has this name. */
const name = `api-${process.pid}`;

let cwd: string;
let service: ChildProcess | undefined;
let gateway: MicroProcess | undefined;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "micro-api-"));
});
afterEach(async () => {
  for (const child of [service, gateway?.child]) {
    if (child === undefined || child.exitCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  await rm(cwd, { recursive: true, force: true });
});

it("a project of the kind api is called over HTTP, by the routes of its contract", async () => {
  const { code } = await micro(["new", name, "--type", "api", "--no-git"], { cwd });
  expect(code).toBe(0);
  const project = join(cwd, name);
  await symlink(join(root, "node_modules"), join(project, "node_modules"));
  const env = { ...process.env, MICRO_REGISTRY_ADDRESS: "127.0.0.1", MICRO_SERVER_ADDRESS: "127.0.0.1:0" };
  service = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    cwd: project,
    env,
    stdio: "ignore",
  });
  const started = startMicro(["api", "--address", "127.0.0.1:0"], { cwd: project, env });
  gateway = started;
  const log = (): string => started.printed;
  await until(() => /The API gateway is at http/.test(log()), log);
  const [url] = /http:\S+/.exec(log()) ?? [];
  const hello = `${url}/v1/${name}/hello/John`;
  await until(async () => (await fetch(hello)).ok, log);
  expect(await (await fetch(hello)).json()).toEqual({ message: "Hello John" });
  const greetings = await fetch(`${url}/v1/${name}/greetings`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"names":["John","Mary"]}',
  });
  expect(await greetings.text()).toBe(
    '{"result":{"message":"Hello John"}}\n{"result":{"message":"Hello Mary"}}\n',
  );
  started.child.kill("SIGTERM");
  expect(await started.ended).toBe(130);
});
