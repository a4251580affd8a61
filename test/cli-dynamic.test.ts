import type { ServiceRecord, Value } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../src/cli/command.js";
import { startSystem } from "./cli/system.js";
import { micro } from "./cli/terminal.js";

let system: Connection;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system.close());

describe("micro SERVICE ENDPOINT", () => {
  it.each([["Greeter.Hello"], ["hello"]])("fills the request from flags: %s", async (endpoint) => {
    expect(await micro(["greeter", endpoint, "--name", "John"], { system })).toEqual({
      code: 0,
      stdout: '{\n\t"message": "Hello John"\n}\n',
      stderr: "",
    });
  });

  it("takes the request as JSON too, but not both", async () => {
    const json = await micro(["greeter", "hello", '{"name":"John"}'], { system });
    expect(JSON.parse(json.stdout)).toEqual({ message: "Hello John" });
    const both = await micro(["greeter", "hello", "{}", "--name", "John"], { system });
    expect(both.code).toBe(2);
    expect(both.stderr).toBe(
      "error: give the request as JSON or as flags, not as both\nusage: micro greeter Greeter.Hello [options] [json...]\n",
    );
  });

  it("streams where the endpoint does", async () => {
    const { stdout } = await micro(["greeter", "greetings", '{"names":["A","B"]}'], { system });
    expect(stdout).toBe('{"message":"Hello A"}\n{"message":"Hello B"}\n');
  });

  it("helps from what the registry knows", async () => {
    const service = await micro(["greeter", "--help"], { system });
    expect(service).toMatchObject({ code: 0, stderr: "" });
    expect(service.stdout).toMatch(/greeter Greeter\.Hello +HelloRequest in, HelloResponse out/);
    const endpoint = await micro(["greeter", "hello", "--help"], { system });
    expect(endpoint.stdout).toContain("--name <string>");
    expect((await micro(["greeter"], { system })).stdout).toBe(service.stdout);
  });

  it("names the flag that does not exist, and the nearest", async () => {
    const { code, stderr } = await micro(["greeter", "hello", "--nam", "John"], { system });
    expect(code).toBe(2);
    expect(stderr).toBe(
      "error: unknown option '--nam'; did you mean --name?\nusage: micro greeter Greeter.Hello [options] [json...]\n",
    );
  });

  it("says that there is neither such a command nor such a service", async () => {
    const { code, stderr } = await micro(["gretings", "--name", "John"], { system });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: there is no command or service "gretings"/);
  });
});

describe("a flag", () => {
  const fields: Value[] = [
    { name: "big_number", type: "int64", values: null },
    { name: "ratio", type: "float64", values: null },
    { name: "loud", type: "bool", values: null },
    { name: "data", type: "[]uint8", values: [{ name: "uint8", type: "uint8", values: null }] },
    { name: "tags", type: "[]string", values: [{ name: "string", type: "string", values: null }] },
    { name: "labels", type: "", values: null },
    { name: "home", type: "Address", values: [{ name: "zip_code", type: "string", values: null }] },
    { name: "colour", type: "Colour", values: null },
    { name: "version", type: "string", values: null },
  ];
  const record: ServiceRecord = {
    name: "wide",
    version: "1",
    metadata: {},
    endpoints: [
      {
        name: "Talk.Echo",
        request: { name: "Wide", type: "Wide", values: fields },
        response: null,
        metadata: { stream: "false" },
      },
    ],
    nodes: [],
  };

  beforeAll(async () => {
    const [talk] = await system.registry.getService("talk");
    const nodes = (talk?.nodes ?? []).map((it) => ({ ...it, id: `wide-${it.id}` }));
    await system.registry.register({ ...record, nodes });
  });

  async function send(...flags: string[]): Promise<string> {
    const { stdout, stderr } = await micro(["wide", "echo", ...flags], { system });
    return stdout.replace(/\s/g, "") || stderr;
  }

  it.each([
    [["--big-number", "9223372036854775807"], '{"big_number":9223372036854775807}'],
    [["--big-number", "-1"], '{"big_number":-1}'],
    [["--ratio", "0.5"], '{"ratio":0.5}'],
    [["--loud"], '{"loud":true}'],
    [["--loud", "false"], '{"loud":false}'],
    [["--data", "aGk="], '{"data":"aGk="}'],
    [["--tags", "a", "--tags", "b"], '{"tags":["a","b"]}'],
    [["--labels", "a=1", "--labels", "b=2=3"], '{"labels":{"a":"1","b":"2=3"}}'],
    [["--home.zip-code", "12345"], '{"home":{"zip_code":"12345"}}'],
    [["--colour", "RED"], '{"colour":"RED"}'],
    [["--version", "7"], '{"version":"7"}'],
  ])("%j sends %s", async (flags, json) => {
    expect(await send(...flags)).toBe(json);
  });

  it.each([
    [["--big-number", "many"], "Expected a whole number."],
    [["--ratio", "half"], "Expected a number."],
    [["--loud", "maybe"], "Expected true or false."],
    [["--data", "?"], "Expected base64."],
    [["--labels", "a"], "Expected key=value."],
  ])("%j is refused: %s", async (flags, message) => {
    expect(await send(...flags)).toContain(message);
  });
});
