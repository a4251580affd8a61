import type { Endpoint } from "@ts-micro/framework";
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
  it("prints the .proto file behind a service that has reflection", async () => {
    const { code, stdout } = await micro(["describe", "service", "greeter"], { system });
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "// greeter/v1/greeter.proto",
        'syntax = "proto3";',
        "",
        "package greeter.v1;",
        "",
        "service Greeter {",
        "  rpc Hello(HelloRequest) returns (HelloResponse);",
        "  rpc Greetings(GreetingsRequest) returns (stream GreetingsResponse);",
        "}",
        "",
        "message HelloRequest {",
        "  string name = 1;",
        "}",
        "",
        "message HelloResponse {",
        "  string message = 1;",
        "}",
        "",
        "message GreetingsRequest {",
        "  repeated string names = 1;",
        "}",
        "",
        "message GreetingsResponse {",
        "  string message = 1;",
        "}",
        "",
      ].join("\n"),
    );
  });

  it("prints JSON for machines, with the messages of streams", async () => {
    const { stdout } = await micro(["describe", "service", "greeter", "-o", "json"], { system });
    const endpoints: Endpoint[] = JSON.parse(stdout);
    expect(endpoints.map((it) => [it.name, it.request?.type])).toEqual([
      ["Greeter.Greetings", "GreetingsRequest"],
      ["Greeter.Hello", "HelloRequest"],
    ]);
  });

  it("prints what the registry knows of a service that has none", async () => {
    const request = { name: "Order", type: "Order", values: [{ name: "id", type: "int64", values: null }] };
    const stream = { name: "Context", type: "Context", values: null };
    const shop = {
      name: "shop",
      version: "1",
      metadata: {},
      endpoints: [
        { name: "Shop.Buy", request, response: null, metadata: { stream: "false" } },
        { name: "Shop.Watch", request: stream, response: stream, metadata: { stream: "true" } },
        { name: "Func", request, response: null, metadata: { subscriber: "true", topic: "orders" } },
      ],
      nodes: [{ id: "shop-1", address: "127.0.0.1", port: 1, metadata: {} }],
    };
    await system.registry.register(shop);
    const { code, stdout } = await micro(["describe", "service", "shop"], { system });
    await system.registry.deregister(shop);
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "service Shop {",
        "  rpc Buy(Order) returns ();",
        "  rpc Watch(...) returns (...); // a stream; the registry knows no more",
        "}",
        "",
        "message Order {",
        "  int64 id;",
        "}",
        "",
        "// receives the Order of topic orders",
        "",
      ].join("\n"),
    );
  });
});
