import { describe, expect, it } from "vitest";
import { parseMicroFile } from "./micro-file.js";

describe("parseMicroFile", () => {
  it("reads services, and the environment they share", () => {
    const text = `
services:
  users: { port: 9091 }
  greeter:
    path: ./apps/greeter
    depends: [users]
    env: { LOG_LEVEL: debug, RETRIES: 3 }
env: { MICRO_REGISTRY: mdns, LOG_LEVEL: info }
`;
    expect(parseMicroFile(text, "micro.yaml")).toEqual([
      {
        name: "users",
        path: "users",
        port: 9091,
        depends: [],
        env: { MICRO_REGISTRY: "mdns", LOG_LEVEL: "info" },
      },
      {
        name: "greeter",
        path: "./apps/greeter",
        depends: ["users"],
        env: { MICRO_REGISTRY: "mdns", LOG_LEVEL: "debug", RETRIES: "3" },
      },
    ]);
  });

  it.each([
    ["", "micro.yaml: expected at least one service below `services`"],
    ["[]", "micro.yaml: the file: expected a mapping, got []"],
    ["service: {}", "micro.yaml: the file has no `service`; there are: services, env"],
    [
      "services: { a: { prot: 1 } }",
      "micro.yaml: services.a has no `prot`; there are: path, port, depends, env",
    ],
    ["services: { a: { port: 0 } }", "micro.yaml: services.a.port: expected a number from 1 to 65535, got 0"],
    [
      "services: { a: { depends: b } }",
      'micro.yaml: services.a.depends: expected a list of services, got "b"',
    ],
    ["services: { a: { env: { X: [] } } }", "micro.yaml: services.a.env.X: expected a text, got []"],
    ["services: {", "micro.yaml: Flow map in block collection"],
  ])("refuses %s", (text, message) => {
    expect(() => parseMicroFile(text, "micro.yaml")).toThrow(message);
  });
});
