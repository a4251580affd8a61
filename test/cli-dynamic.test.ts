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

  it.each([
    [["helo", "--name", "John"], '"helo"; did you mean "hello"? There are: greetings, hello'],
    [
      ["Greeter.Helo"],
      '"Greeter.Helo"; did you mean "Greeter.Hello"? There are: Greeter.Greetings, Greeter.Hello',
    ],
    [["goodbye", "now"], '"goodbye"; there are: greetings, hello'],
  ])("names the endpoint that does not exist, and those that do: %j", async (words, message) => {
    expect(await micro(["greeter", ...words], { system })).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: greeter has no endpoint ${message}\nusage: micro greeter <endpoint> [options] [json...]\n`,
    });
  });

  it("names the option that a service has not", async () => {
    const { code, stderr } = await micro(["greeter", "--nam", "John"], { system });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: there is no option "--nam"\n/);
  });

  it("says that there is neither such a command nor such a service", async () => {
    const { code, stderr } = await micro(["gretings", "--name", "John"], { system });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: there is no command or service "gretings"/);
  });
});

/** A field of a message type, as registries describe it. */
function message(name: string, type: string, fields: readonly string[]): Value {
  return { name, type, values: fields.map((it) => ({ name: it, type: "string", values: null })) };
}

const kinds = ["null_value", "number_value", "string_value", "bool_value", "struct_value", "list_value"];

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
    message("extra", "Struct", ["fields"]),
    message("val", "Value", kinds),
    message("list", "ListValue", ["values"]),
    message("at", "Timestamp", ["seconds", "nanos"]),
    message("took", "Duration", ["seconds", "nanos"]),
    message("mask", "FieldMask", ["paths"]),
    message("maybe", "Int64Value", ["value"]),
    message("own", "Value", ["amount"]),
    { name: "times", type: "[]Timestamp", values: null },
    { name: "deep", type: "Deep", values: [{ name: "at", type: "Timestamp", values: null }] },
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
    [["--labels", 'a={"x":1}'], '{"labels":{"a":{"x":1}}}'],
    [["--extra", '{"a":1}'], '{"extra":{"a":1}}'],
    [["--val", "[1,null]"], '{"val":[1,null]}'],
    [["--list", '[{"a":1}]'], '{"list":[{"a":1}]}'],
    [["--at", "1969-12-31T23:59:59.5Z"], '{"at":{"seconds":-1,"nanos":500000000}}'],
    [["--at", "2024-05-01T14:00:00+02:00"], '{"at":{"seconds":1714564800,"nanos":0}}'],
    [["--times", "1970-01-01T00:00:01Z"], '{"times":[{"seconds":1,"nanos":0}]}'],
    [["--deep.at", "1970-01-01T00:00:01Z"], '{"deep":{"at":{"seconds":1,"nanos":0}}}'],
    [["--took", "1.5s"], '{"took":{"seconds":1,"nanos":500000000}}'],
    [["--took=-0.5s"], '{"took":{"seconds":0,"nanos":-500000000}}'],
    [["--mask", "name,homeTown.zip_code"], '{"mask":{"paths":["name","home_town.zip_code"]}}'],
    [["--maybe", "7"], '{"maybe":{"value":7}}'],
    [["--own.amount", "5"], '{"own":{"amount":"5"}}'],
  ])("%j sends %s", async (flags, json) => {
    expect(await send(...flags)).toBe(json);
  });

  it.each([
    [["--big-number", "many"], "Expected a whole number."],
    [["--ratio", "half"], "Expected a number."],
    [["--loud", "maybe"], "Expected true or false."],
    [["--data", "?"], "Expected base64."],
    [["--labels", "a"], "Expected key=value."],
    [["--extra", "a=1"], "Expected JSON"],
    [["--extra", "1"], "Expected a JSON object."],
    [["--val", "x"], "Expected JSON"],
    [["--at", "tomorrow"], "Expected a time such as"],
    [["--took", "1m"], "Expected seconds such as 1.5s."],
    [["--maybe", "x"], "Expected a whole number."],
  ])("%j is refused: %s", async (flags, message) => {
    expect(await send(...flags)).toContain(message);
  });
});
