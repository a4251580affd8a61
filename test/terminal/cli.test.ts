import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createService, type Service, silentLogger } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registerGreeterHandler } from "../../examples/greeter/src/gen/greeter/v1/greeter.micro.js";
import { greeterHandler } from "../../examples/greeter/src/handler/greeter.js";
import { keys, openTerminal, type Terminal } from "./terminal.js";

/** A name that no other service on this network has. */
const name = `greeter-${process.pid}`;

let cwd: string;
let service: Service;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "micro-terminal-"));
  service = createService({ name, address: "127.0.0.1:0", logger: silentLogger, args: [] });
  registerGreeterHandler(service.server, greeterHandler);
  await service.start();
});

afterAll(async () => {
  await service.close();
  await rm(cwd, { recursive: true, force: true });
});

async function openPrompt(): Promise<Terminal> {
  const terminal = openTerminal(["cli"], { cwd, env: { XDG_STATE_HOME: join(cwd, "state") } });
  await terminal.read(/micro> /);
  return terminal;
}

describe("micro cli at a terminal", () => {
  it("completes, runs, takes back, and remembers", async () => {
    const terminal = await openPrompt();
    terminal.type("call gree");
    terminal.type("\t");
    await terminal.read(new RegExp(`${name} `));
    terminal.type("Greeter.He");
    terminal.type("\t");
    await terminal.read(/Greeter\.Hello /);
    terminal.type(`'{"name": "John Doe"}'${keys.enter}`);
    await terminal.read(/"message": "Hello John Doe"[\s\S]*micro> /);
    terminal.type(`nonsense${keys.interrupt}`);
    terminal.type("exit");
    terminal.type(keys.enter);
    expect(await terminal.ended(), terminal.screen()).toBe(0);

    const next = await openPrompt();
    next.type("\x1b[A\x1b[A");
    await next.read(/John Doe/);
    next.type(keys.enter);
    await next.read(/"message": "Hello John Doe"[\s\S]*micro> /);
    next.type("\x04");
    expect(await next.ended(), next.screen()).toBe(0);
  });

  it("gives typed lines to a stream, which Ctrl-C ends without ending the prompt", async () => {
    const terminal = await openPrompt();
    terminal.type(`stream ${name} Greeter.Greetings -${keys.enter}`);
    terminal.type(`{"names":["Ann"]}${keys.enter}`);
    await terminal.read(/"Hello Ann"/);
    await terminal.read(/micro> /);
    terminal.type(`subscribe greetings${keys.enter}`);
    await terminal.read(/subscribed to greetings/);
    terminal.type(keys.interrupt);
    await terminal.read(/micro> /);
    terminal.type(`exit${keys.enter}`);
    expect(await terminal.ended(), terminal.screen()).toBe(0);
  });
});
