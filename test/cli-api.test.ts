import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../src/cli/command.js";
import { startSystem } from "./cli/system.js";
import { micro, type Outcome } from "./cli/terminal.js";

let system: Connection;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

interface Started {
  readonly url: string;
  /** Interrupts it. */
  stop(): Promise<Outcome>;
}

async function startApi(
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const interrupt = new AbortController();
  let tell: (url: string) => void = () => {};
  const told = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const ended = micro(["api", ...flags], {
    system,
    env,
    signal: interrupt.signal,
    onOutput: (text) => tell(/^The API gateway is at (\S+)\n$/.exec(text)?.[1] ?? text),
  });
  const url = await Promise.race([told, ended.then(({ stderr }) => stderr)]);
  const stop = (): Promise<Outcome> => {
    interrupt.abort();
    return ended;
  };
  return { url, stop };
}

describe("micro api", () => {
  it("answers HTTP until it is interrupted, and is registered for as long", async () => {
    const { url, stop } = await startApi(["--address", "127.0.0.1:0"]);
    const answer = await fetch(`${url}/greeter/hello?name=John`);
    expect(await answer.json()).toEqual({ message: "Hello John" });
    expect(await system.registry.listServices()).toContain("go.micro.api");
    const { code, stdout, stderr } = await stop();
    expect({ code, stdout }).toEqual({ code: 130, stdout: `The API gateway is at ${url}\n` });
    expect(stderr).toContain("GET /greeter/hello 200");
    expect(await system.registry.listServices()).not.toContain("go.micro.api");
    await expect(fetch(url)).rejects.toThrow();
  });

  it("takes address and namespace from the environment, and flags beat it", async () => {
    const env = { MICRO_API_ADDRESS: "127.0.0.1:0", MICRO_API_NAMESPACE: "shop" };
    const bounded = await startApi([], env);
    expect(bounded.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${bounded.url}/greeter/hello`)).status).toBe(404);
    await bounded.stop();
    const unbounded = await startApi(["--namespace", ""], env);
    expect((await fetch(`${unbounded.url}/greeter/hello`)).status).toBe(200);
    await unbounded.stop();
  });

  it("keeps to limits, and lets the pages of an origin call", async () => {
    const flags = ["--address", "127.0.0.1:0", "--max-body", "10", "--timeout", "50ms"];
    const { url, stop } = await startApi([
      ...flags,
      "--cors",
      "https://a.example",
      "--cors",
      "https://b.example",
    ]);
    const long = await fetch(`${url}/talk/echo`, { method: "POST", body: '{"a":"long"}' });
    expect(long.status).toBe(413);
    expect((await fetch(`${url}/talk/wait`)).status).toBe(504);
    const { headers } = await fetch(url, { headers: { origin: "https://b.example" } });
    expect(headers.get("access-control-allow-origin")).toBe("https://b.example");
    await stop();
  });

  it("says in a line that its port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const address = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    const { code, stderr } = await micro(["api", "--address", address], { system });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `error: Cannot listen on ${address}: the port is in use; choose another, or port 0 for any that is free\n`,
    );
    expect(await system.registry.listServices()).not.toContain("go.micro.api");
  });

  it.each([
    [["--address", "nowhere:x"], 'address must be host:port or host:first-last, got "nowhere:x"'],
    [["--address", "127.0.0.1:1-9"], 'address must be host:port, got "127.0.0.1:1-9"'],
    [["--cors", "shop.example"], "Expected an origin such as https://shop.example, or *."],
    [["--cors", "https://shop.example/"], "Expected an origin such as https://shop.example, or *."],
    [["--max-body", "4MB"], "Expected a number of bytes above 0."],
    [["--timeout", "soon"], "Expected a duration such as 500ms, 5s or 1m30s."],
    [["now"], "too many arguments"],
  ])("refuses %j", async (flags, problem) => {
    const { code, stdout, stderr } = await micro(["api", ...flags], { system });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(problem);
  });
});
