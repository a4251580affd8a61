import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../src/cli/command.js";
import { startSystem } from "./cli/system.js";
import { micro } from "./cli/terminal.js";

let system: Connection;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system.close());

describe("micro list services", () => {
  it("names what is registered", async () => {
    expect(await micro(["list", "services"], { system })).toEqual({
      code: 0,
      stdout: "greeter\ntalk\n",
      stderr: "",
    });
  });

  it("prints JSON for machines", async () => {
    const { stdout } = await micro(["services", "--output", "json"], { system });
    expect(JSON.parse(stdout)).toEqual(["greeter", "talk"]);
  });
});

describe("micro services --watch", () => {
  it("goes on with every change until it is interrupted", async () => {
    const interrupt = new AbortController();
    let printed = "";
    const outcome = micro(["services", "--watch"], {
      system,
      signal: interrupt.signal,
      onOutput(text) {
        if (printed === "") void system.registry.register(record);
        printed += text;
        if (printed.includes("late-1")) interrupt.abort();
      },
    });
    const record = {
      name: "late",
      version: "2",
      metadata: {},
      endpoints: [],
      nodes: [{ id: "late-1", address: "127.0.0.1", port: 4000, metadata: {} }],
    };
    expect((await outcome).code).toBe(130);
    expect(printed).toBe("greeter\ntalk\ncreate  late  2  late-1 127.0.0.1:4000\n");
    await system.registry.deregister(record);
  });
});

describe("micro get service", () => {
  it("prints versions, nodes and endpoints", async () => {
    const { code, stdout } = await micro(["get", "service", "greeter"], { system });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^service {2}greeter\n\nversion 1\.2\.3\n\nID\tAddress\tPort\tMetadata\ngreeter-/);
    expect(stdout).toContain(
      "\n\nEndpoint: Greeter.Hello\nMetadata: stream=false\n\nRequest: {\n\tname string\n}\n\nResponse: {\n\tmessage string\n}\n\n",
    );
  });

  it("prints the registry's own records as JSON", async () => {
    const { stdout } = await micro(["get", "service", "greeter", "-o", "json"], { system });
    expect(JSON.parse(stdout)).toEqual(await system.registry.getService("greeter"));
  });

  it("says what is registered when the service is not", async () => {
    expect(await micro(["get", "service", "greter"], { system })).toEqual({
      code: 1,
      stdout: "",
      stderr: 'error: no service "greter" is registered; did you mean "greeter"? There are: greeter, talk\n',
    });
  });
});

describe("micro describe service", () => {
  it("prints what the service answers as a .proto file would", async () => {
    const { code, stdout } = await micro(["describe", "service", "greeter"], { system });
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "service Greeter {",
        "  rpc Greetings(...) returns (...); // a stream; the registry knows no more",
        "  rpc Hello(HelloRequest) returns (HelloResponse);",
        "}",
        "",
        "message HelloRequest {",
        "  string name;",
        "}",
        "",
        "message HelloResponse {",
        "  string message;",
        "}",
        "",
      ].join("\n"),
    );
  });
});
