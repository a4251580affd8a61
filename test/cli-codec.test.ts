import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createHttpBroker,
  createHttpTransport,
  createMemoryRegistry,
  createRegistrySelector,
  createRpcClient,
  createServer,
  createService,
  MicroError,
  type Service,
  silentLogger,
} from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Everything } from "../framework/test/gen/greeter.js";
import {
  EverythingSchema,
  type GreeterHandler,
  registerGreeterHandler,
} from "../framework/test/gen/greeter.micro.js";
import type { Connection } from "../src/cli/command.js";
import { checkDescribed } from "../src/cli/request/check-described.js";
import { micro, type Outcome } from "./cli/terminal.js";
import { registerGreeterHandler as registerEchoHandler } from "./interop/gen/interop.micro.js";

const proto = join(import.meta.dirname, "../framework/test/proto/greeter.proto");

const handler: GreeterHandler = {
  hello: ({ name }) => ({ message: `Hello ${name}` }),
  async *watch({ name }) {
    yield { message: `${name} 1` };
    yield { message: `${name} 2` };
    if (name === "broken") throw new MicroError({ id: "greeter", code: 503, detail: "gone" });
  },
  async collect(requests) {
    const names: string[] = [];
    for await (const { name } of requests) names.push(name);
    return { message: names.join("+") };
  },
  async *chat(requests) {
    for await (const { name } of requests) yield { message: `Hi ${name}` };
  },
};

let service: Service;
/** What the service heard on the topic `everything`. */
let heard: Everything[];

beforeAll(async () => {
  service = createService({
    name: "greeter",
    address: "127.0.0.1:0",
    registry: createMemoryRegistry(),
    logger: silentLogger,
    args: [],
    env: {},
  });
  registerGreeterHandler(service.server, handler);
  service.server.subscribe({ topic: "everything", schema: EverythingSchema }, (it) => void heard.push(it));
  await service.start();
});

afterAll(() => service.close());

/** A service as one in Go is: on Go Micro's wire alone, and it describes nothing but its endpoints. */
async function startPlainGreeter(): Promise<Omit<Connection, "close">> {
  const registry = createMemoryRegistry();
  const transport = createHttpTransport();
  const broker = createHttpBroker({ registry, address: "127.0.0.1:0" });
  const server = createServer({ name: "greeter", address: "127.0.0.1:0", registry, transport, broker });
  registerGreeterHandler(server, handler);
  server.subscribe({ topic: "everything", schema: EverythingSchema }, (it) => void heard.push(it));
  await server.start();
  onTestFinished(async () => {
    await server.close();
    await broker.close();
    await transport.close();
  });
  const selector = createRegistrySelector({ registry });
  return { registry, broker, client: createRpcClient({ selector, broker, transports: [transport] }) };
}

const inProtobuf = ["--codec", "protobuf"];

describe.each(["mucp", "grpc"])("micro --codec protobuf, on %s", (protocol) => {
  const on = [...inProtobuf, "--protocol", protocol];

  it("calls with the messages that the service describes", async () => {
    const argv = ["call", "greeter", "Greeter.Hello", '{"name":"John"}', ...on];
    expect(await micro(argv, { system: service })).toEqual({
      code: 0,
      stdout: '{\n\t"message": "Hello John"\n}\n',
      stderr: "",
    });
  });

  it.each([
    ["Greeter.Watch", '{"name":"a"}', '{"message":"a 1"}\n{"message":"a 2"}\n'],
    ["Greeter.Collect", '{"name":"a"}\n{"name":"b"}\n', '{"message":"a+b"}\n'],
    ["Greeter.Chat", '{"name":"a"}\n\n{"name":"b"}\n', '{"message":"Hi a"}\n{"message":"Hi b"}\n'],
  ])("streams: %s", async (endpoint, stdin, stdout) => {
    const argv = ["stream", "greeter", endpoint, "-", ...on];
    expect(await micro(argv, { system: service, stdin })).toEqual({ code: 0, stdout, stderr: "" });
  });

  it("prints what had arrived when a stream breaks off", async () => {
    const argv = ["stream", "greeter", "Greeter.Watch", '{"name":"broken"}', ...on];
    const { code, stdout, stderr } = await micro(argv, { system: service });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '{"message":"broken 1"}\n{"message":"broken 2"}\n' });
    expect(stderr).toMatch(/^error receiving from greeter.Greeter.Watch: .*"code":503/);
  });
});

describe("micro call --codec protobuf", () => {
  const hello = ["call", "greeter", "Greeter.Hello"];

  it("puts protobuf on the wire", async () => {
    const { stdout } = await micro([...hello, '{"name":"John"}', ...inProtobuf, "-o", "raw"], {
      system: service,
    });
    expect(stdout).toBe("\n\nHello John");
  });

  it("finds messages by reflection at an address, too", async () => {
    const argv = [...hello, '{"name":"John"}', ...inProtobuf, "--address", service.server.address ?? ""];
    expect((await micro(argv, { system: service })).stdout).toContain("Hello John");
  });

  it.each([
    ['{"nam":"John"}', 'error: HelloRequest has no field "nam"; did you mean "name"?\n'],
    ['{"name":7}', /^error: .*greeter\.v1\.HelloRequest.*\n$/],
  ])("refuses %s in one line", async (json, line) => {
    const { code, stdout, stderr } = await micro([...hello, json, ...inProtobuf], { system: service });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(line);
  });

  it("says what is missing where a service does not describe its messages", async () => {
    const system = await startPlainGreeter();
    const { code, stderr } = await micro([...hello, ...inProtobuf], { system });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: greeter does not describe its messages \([^\n]*\); give its contract: --proto FILE\n$/,
    );
  });

  it("takes the messages from a .proto file instead", async () => {
    const system = await startPlainGreeter();
    const call = await micro([...hello, '{"name":"John"}', ...inProtobuf, "--proto", proto], { system });
    expect(call).toEqual({ code: 0, stdout: '{\n\t"message": "Hello John"\n}\n', stderr: "" });
  });

  it("says what is wrong with a .proto file", async () => {
    const missing = await micro([...hello, "--proto", "none.proto"], { system: service });
    expect(missing).toMatchObject({
      code: 1,
      stderr: "error: there is no none.proto; --proto takes a .proto file or a folder\n",
    });
    const broken = join(import.meta.dirname, "../package.json");
    const { code, stderr } = await micro([...hello, "--proto", broken], { system: service });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: \S+package\.json does not compile: [^\n]+\n$/);
    const other = join(import.meta.dirname, "../framework/src/debug/debug.proto");
    expect((await micro([...hello, "--proto", other], { system: service })).stderr).toBe(
      `error: ${other} declares no endpoint "Greeter.Hello"; there are: Debug.Health, Debug.Stats\n`,
    );
  });
});

describe("micro call --address", () => {
  it.each([
    ["Greeter.Hello", '{"nam":"John"}', 'error: HelloRequest has no field "nam"; did you mean "name"?\n'],
    ["Greeter.Watch", "{}", "error: Greeter.Watch streams; use: micro stream greeter Greeter.Watch\n"],
  ])("asks the node of %s before it sends %s", async (endpoint, json, stderr) => {
    const argv = ["call", "greeter", endpoint, json, "--address", service.server.address ?? ""];
    expect(await micro(argv, { system: service })).toEqual({ code: 1, stdout: "", stderr });
  });
});

describe("a request with what only descriptors rule out", () => {
  it.each([
    [
      { yes: true, number: 1 },
      '"yes" and "number" are both given, of which Everything takes one (oneof choice)',
    ],
    [
      { inner: { again: { colour: "PINK" } } },
      'inner.again.colour: Colour has no value "PINK"; there are: RED',
    ],
  ])("is refused: %j", (request, message) => {
    const { file, typeName } = EverythingSchema;
    const described = file?.message(typeName);
    expect(described && (() => checkDescribed(described, request))).toThrow(message);
    expect(
      described && (() => checkDescribed(described, { yes: true, number: null, colour: "RED" })),
    ).not.toThrow();
  });

  it("is refused by micro call, of two members of a oneof", async () => {
    const folder = await mkdtemp(join(tmpdir(), "micro-oneof-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const contract = join(folder, "greeter.proto");
    await writeFile(
      contract,
      `syntax = "proto3"; package greeter.v1;
      service Greeter { rpc Hello(Pick) returns (Pick); }
      message Pick { oneof choice { string text = 1; int32 num = 2; } }`,
    );
    const argv = ["call", "greeter", "Greeter.Hello", '{"text":"a","num":1}', "--proto", contract];
    expect(await micro(argv, { system: service })).toEqual({
      code: 1,
      stdout: "",
      stderr: 'error: "text" and "num" are both given, of which Pick takes one (oneof choice)\n',
    });
  });
});

describe("micro publish, with the broker that needs no server", () => {
  it.each([
    ["everything", "sent to 1 subscriber\n"],
    ["everthing", 'nobody has subscribed to everthing; did you mean "everything"? There are: everything\n'],
  ])("says how many have subscribed to %s", async (topic, stderr) => {
    const published = await micro(["publish", topic, "{}"], { system: service });
    expect(published).toEqual({ code: 0, stdout: "ok\n", stderr });
  });

  it("counts a queue once, since one of it gets the message", async () => {
    const listeners = [{ queue: "a" }, { queue: "a" }, { queue: "b" }, {}, {}];
    for (const options of listeners) {
      const subscription = await service.broker.subscribe("counted", () => {}, options);
      onTestFinished(() => subscription.close());
    }
    const { stderr } = await micro(["publish", "counted", "{}"], { system: service });
    expect(stderr).toBe("sent to 4 subscribers\n");
  });
});

describe("a flag for an enum", () => {
  it("is offered with its values, which only the service itself tells", async () => {
    const tester = createService({
      name: "tester",
      address: "127.0.0.1:0",
      registry: createMemoryRegistry(),
      logger: silentLogger,
      args: [],
      env: {},
    });
    registerEchoHandler(tester.server, { echo: (message) => message }, { partial: true });
    await tester.start();
    onTestFinished(() => tester.close());
    const { stdout } = await micro(["tester", "echo", "--help"], { system: tester });
    expect(stdout).toMatch(/--colour <Colour> +\(choices: "NONE", "RED", "BLUE"\)\n/);
    expect(
      (await micro(["complete", "--", "tester", "echo", "--colour", "R"], { system: tester })).stdout,
    ).toBe("RED\n");
    const call = ["tester", "echo", "--colour"];
    expect(JSON.parse((await micro([...call, "2"], { system: tester })).stdout)).toMatchObject({ colour: 2 });
  });
});

describe("a field that a stream does not have", () => {
  it("is found by reflection, in JSON, with its line", async () => {
    const argv = ["stream", "greeter", "Greeter.Chat"];
    expect((await micro([...argv, '{"nam":"a"}'], { system: service })).stderr).toBe(
      'error: HelloRequest has no field "nam"; did you mean "name"?\n',
    );
    const lines = await micro([...argv, "-"], { system: service, stdin: '{"name":"a"}\n{"nam":"b"}\n' });
    expect(lines.stderr).toBe('error: line 2: HelloRequest has no field "nam"; did you mean "name"?\n');
  });

  it("is passed over where nobody describes the stream", async () => {
    const system = await startPlainGreeter();
    const { code, stdout } = await micro(["stream", "greeter", "Greeter.Chat", '{"nam":"a"}'], { system });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"message":"Hi "}\n' });
  });
});

const everything = {
  text: "hi",
  big: 9007199254740993n,
  data: "aGk=",
  colour: 0,
  inner: { numbers: [1n] },
  attributes: { a: 1 },
};

/** The same, with numbers of 64 bits written out. */
const json = JSON.stringify(everything, (_, it) => (typeof it === "bigint" ? `${it}n` : it)).replace(
  /"(\d+)n"/g,
  "$1",
);

describe("micro publish --codec protobuf", () => {
  beforeAll(() => {
    heard = [];
  });

  it.each([
    ["as subscribers describe them", []],
    ["by a .proto file and the type that subscribers take", ["--proto", proto]],
    ["by a .proto file and a type", ["--proto", proto, "--message", "greeter.v1.Everything"]],
  ])("publishes messages %s", async (_, flags) => {
    heard = [];
    const argv = ["publish", "everything", json, ...inProtobuf, ...flags];
    expect(await micro(argv, { system: service })).toEqual({
      code: 0,
      stdout: "ok\n",
      stderr: "sent to 1 subscriber\n",
    });
    await vi.waitFor(() => expect(heard).toMatchObject([{ text: "hi", big: 9007199254740993n }]));
  });

  it.each([
    [["everything", '{"texd":1}', ...inProtobuf], 'Everything has no field "texd"; did you mean "text"?'],
    [
      ["nobody.listens", "{}", ...inProtobuf],
      "nobody who subscribed to nobody.listens describes its messages; give them: --proto FILE --message TYPE",
    ],
    [
      ["everything", "{}", "--proto", proto, "--message", "greeter.v1.Nothing"],
      `${proto} declares no message "greeter.v1.Nothing"`,
    ],
  ])("refuses %j", async (argv, problem) => {
    expect(await micro(["publish", ...argv], { system: service })).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: ${problem}\n`,
    });
  });
});

describe("micro subscribe", () => {
  async function hear(flags: readonly string[], system: Omit<Connection, "close">): Promise<Outcome> {
    return micro(["subscribe", "everything", "--count", "1", ...flags], {
      system,
      onProblem: () =>
        void micro(["publish", "everything", json, ...inProtobuf, "--proto", proto], { system }),
    });
  }

  it("prints protobuf as JSON, by what the services that subscribed describe", async () => {
    const { stdout } = await hear([], service);
    expect(stdout).toContain('"big":9007199254740993');
    expect(JSON.parse((await hear(["-o", "json"], service)).stdout)).toMatchObject({
      header: { "Content-Type": "application/protobuf" },
      body: { text: "hi" },
    });
  });

  it("prints protobuf as JSON by a .proto file, and in base64 without", async () => {
    const system = await startPlainGreeter();
    expect((await hear(["--proto", proto], system)).stdout).toContain('"text":"hi"');
    expect((await hear([], system)).stdout).toMatch(/^[A-Za-z0-9+/]+=*\n$/);
  });
});
