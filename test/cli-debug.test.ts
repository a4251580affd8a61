import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../src/cli/command.js";
import { startSystem } from "./cli/system.js";
import { micro } from "./cli/terminal.js";

let system: Connection;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system.close());

describe("micro health", () => {
  it("asks every node", async () => {
    const { code, stdout } = await micro(["health", "greeter"], { system });
    expect(stdout).toMatch(
      /^service {2}greeter\n\nversion 1\.2\.3\n\nnode\t\taddress:port\t\tstatus\ngreeter-\S+\t\t\S+:\d+\t\tok\n$/,
    );
    expect(code).toBe(0);
  });

  it("fails when a node does not answer, and says which", async () => {
    const dead = {
      name: "dead",
      version: "1",
      metadata: {},
      endpoints: [],
      nodes: [{ id: "dead-1", address: "127.0.0.1", port: 1, metadata: {} }],
    };
    await system.registry.register(dead);
    const { code, stdout, stderr } = await micro(["health", "dead"], { system });
    await system.registry.deregister(dead);
    expect(code).toBe(1);
    expect(stdout).toContain("dead-1\t\t127.0.0.1:1\t\t");
    expect(stderr).toBe("error: 1 of 1 nodes are not ok: dead-1\n");
  });
});

describe("micro stats", () => {
  it("asks every node what it uses", async () => {
    const { code, stdout } = await micro(["stats", "greeter"], { system });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /\nnode\t\taddress:port\t\tstarted\tuptime\tmemory\tthreads\tgc\ngreeter-\S+\t\t\S+:\d+\t\t[A-Z][a-z]{2} \d+ \d\d:\d\d:\d\d\t\d+s\t\d+\.\d\dmb\t\d+\t\S+\n$/,
    );
  });
});

describe("micro call", () => {
  it("calls the endpoints that every service has and none registers", async () => {
    const { stdout } = await micro(["call", "greeter", "Debug.Health"], { system });
    expect(JSON.parse(stdout)).toEqual({ status: "ok" });
  });
});
