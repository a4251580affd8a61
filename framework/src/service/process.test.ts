import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";

/** Runs a service in a process of its own, given as the options of `createService`. */
async function runService(options: string, args: readonly string[] = []): Promise<ChildProcess> {
  const program = `await createService({ name: "greeter", address: "127.0.0.1:0", ${options} }).run();`;
  return runProgram(program, args);
}

/** Runs what imports the whole framework in a process of its own. */
function runProgram(text: string, args: readonly string[] = []): ChildProcess {
  const program = `
    import * as framework from "@ts-micro/framework";
    const { createService, createDebugClient, createHttpTransport, createMemoryRegistry } = framework;
    ${text}
  `;
  const node = ["--input-type=module", "--eval", program, "--", "--registry=memory", ...args];
  const child = spawn(process.execPath, node, { stdio: ["ignore", "inherit", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Waits for a line that the service logs. */
async function logged(child: ChildProcess, text: string): Promise<void> {
  for await (const line of createInterface({ input: child.stderr ?? process.stdin })) {
    if (line.includes(text)) return;
  }
  throw new Error(`The service ended and never said "${text}"`);
}

async function exitOf(child: ChildProcess): Promise<unknown> {
  const [code, signal] = await once(child, "exit");
  return code ?? signal;
}

describe("a process that runs a service", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("ends with 0 after %s", async (signal) => {
    const child = await runService("");
    await logged(child, "registers node greeter-");
    child.kill(signal);
    expect(await exitOf(child)).toBe(0);
  });

  it("ends at once, with 1, after a second signal", async () => {
    const child = await runService("beforeStop: [() => new Promise(() => {})]");
    await logged(child, "registers node greeter-");
    child.kill("SIGTERM");
    const exit = exitOf(child);
    const again = setInterval(() => child.kill("SIGTERM"), 20);
    expect(await exit).toBe(1);
    clearInterval(again);
  });

  it("ends with 0 after a signal that comes while it starts", async () => {
    const hang = "beforeStart: [() => { console.error('starting'); return new Promise(() => {}); }]";
    const child = await runService(`drainTimeoutMs: 10, ${hang}`);
    await logged(child, "starting");
    child.kill("SIGTERM");
    expect(await exitOf(child)).toBe(0);
  });

  it("closes what several services were given with the last of them", async () => {
    const child = runProgram(`
      const parts = { registry: createMemoryRegistry(), transports: [createHttpTransport()], address: "127.0.0.1:0" };
      let health;
      const first = createService({ name: "first", ...parts, args: [] }).run();
      const last = createService({ name: "last", ...parts, args: [], beforeStop: [async () => {
        await first;
        health = await createDebugClient(last.client, { service: "last" }).health({});
      }] });
      await last.run();
      await parts.registry.listServices().catch(({ message }) => {
        console.error("The last was " + health.status + "; " + message);
      });
    `);
    await logged(child, "registers node last-");
    child.kill("SIGTERM");
    await logged(child, "The last was ok; registry: expected it open, but this memory registry was closed");
    expect(await exitOf(child)).toBe(0);
  });

  it("takes its settings from the command line", async () => {
    const child = await runService("", ["--server_name=renamed"]);
    await logged(child, "registers node renamed-");
    child.kill("SIGTERM");
    expect(await exitOf(child)).toBe(0);
  });

  it("says in one line that its port is in use, and ends with 1", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const child = await runService("", [`--server_address=${address}`]);
    const exit = exitOf(child);
    const said = (await text(child.stderr ?? process.stdin)).trim();
    expect(said).toMatch(/^\S+ ERROR Service greeter cannot start\. .*$/);
    expect(said).toContain(`Cannot listen on ${address}: the port is in use`);
    expect(await exit).toBe(1);
  });

  it("ends with 1 when the service cannot start", async () => {
    const child = await runService("beforeStart: [() => { throw new Error('no database'); }]");
    child.stderr?.resume();
    expect(await exitOf(child)).toBe(1);
  });
});
