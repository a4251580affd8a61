import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../src/cli/command.js";
import { startSystem } from "./cli/system.js";
import { micro } from "./cli/terminal.js";

let system: Connection;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system.close());

const legacy = {
  name: "legacy",
  version: "1",
  metadata: null,
  endpoints: null,
  nodes: [{ id: "legacy-1", address: "10.0.0.7", port: 8080, metadata: { zone: "a" } }],
};

describe("micro register service", () => {
  it("keeps a service registered until it is interrupted", async () => {
    const interrupt = new AbortController();
    let found: unknown;
    const { code, stdout } = await micro(["register", "service", JSON.stringify(legacy)], {
      system,
      signal: interrupt.signal,
      onOutput: () => {
        void system.registry.getService("legacy").then((it) => {
          found = it;
          interrupt.abort();
        });
      },
    });
    expect([code, stdout]).toEqual([130, "ok\n"]);
    expect(found).toEqual([{ ...legacy, metadata: {}, endpoints: [] }]);
    expect(await system.registry.getService("legacy")).toEqual([]);
  });

  it("takes what get service prints", async () => {
    const { stdout } = await micro(["get", "service", "greeter", "-o", "json"], { system });
    const [record] = JSON.parse(stdout);
    const interrupt = new AbortController();
    const copy = { ...record, name: "copy" };
    let found: unknown;
    await micro(["register", "service", "-"], {
      system,
      stdin: JSON.stringify(copy),
      signal: interrupt.signal,
      onOutput: () => {
        void system.registry.getService("copy").then((it) => {
          found = it;
          interrupt.abort();
        });
      },
    });
    expect(found).toEqual([copy]);
  });

  it.each([
    ["[]", "the service: expected an object, got []"],
    ["{}", "name: expected a text, got nothing"],
    ['{"name":"x","nodes":{}}', "nodes: expected a list, got {}"],
    ['{"name":"x","nodes":[{}]}', "nodes[0].id: expected a text, got nothing"],
    ['{"name":"x","nodes":[{"id":"a","port":"80"}]}', 'nodes[0].port: expected a number, got "80"'],
    ['{"name":"x","metadata":{"a":1}}', "metadata.a: expected a text, got 1"],
    [
      '{"name":"x","nodes":[{"id":"a","port":70000}]}',
      "port of a: expected a whole number from 0 to 65535, got 70000",
    ],
  ])("refuses %s", async (json, message) => {
    expect(await micro(["register", "service", json], { system })).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: ${message}\n`,
    });
  });
});

describe("micro deregister service", () => {
  it("takes the nodes out", async () => {
    await system.registry.register({ ...legacy, metadata: {}, endpoints: [] });
    const argv = ["deregister", "service", '{"name":"legacy","version":"1","nodes":[{"id":"legacy-1"}]}'];
    expect(await micro(argv, { system })).toEqual({ code: 0, stdout: "ok\n", stderr: "" });
    expect(await system.registry.getService("legacy")).toEqual([]);
  });
});
