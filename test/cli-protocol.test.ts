import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import {
  createMemoryRegistry,
  createService,
  registerHandler,
  type Service,
  silentLogger,
} from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { registerGreeterHandler } from "../examples/greeter/src/gen/greeter/v1/greeter.micro.js";
import { greeterHandler } from "../examples/greeter/src/handler/greeter.js";
import { talkDefinition, talkHandler } from "./cli/talk-service.js";
import { micro } from "./cli/terminal.js";

let system: Service;

beforeAll(async () => {
  system = createService({
    name: "greeter",
    address: "127.0.0.1:0",
    registry: createMemoryRegistry(),
    logger: silentLogger,
    args: [],
    env: {},
  });
  registerGreeterHandler(system.server, greeterHandler);
  registerHandler(talkDefinition, system.server, talkHandler);
  await system.start();
});

afterAll(() => system.close());

/** Listens for one connection, hears how it begins, and breaks it. */
async function hearBeginning(): Promise<{ readonly address: string; readonly beginning: Promise<string> }> {
  // A call that fails is made again, and breaks off a second connection.
  const listener = createServer((socket) => socket.on("error", () => socket.destroy()));
  onTestFinished(() => void listener.close());
  const beginning = once(listener, "connection").then(async ([socket]: Socket[]) => {
    const [chunk] = await once(socket as Socket, "data");
    socket?.destroy();
    return String(chunk);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return { address: `127.0.0.1:${(listener.address() as AddressInfo).port}`, beginning };
}

/** Registers a node of a service of its own, which passes connections on to the greeter until `breakOff`. */
async function startFragile(): Promise<{ breakOff(): void }> {
  const port = Number(system.server.address?.split(":").at(-1));
  const sockets: Socket[] = [];
  const listener = createServer((socket) => {
    const onward = connect(port, "127.0.0.1");
    sockets.push(socket, onward);
    socket.pipe(onward).pipe(socket);
    for (const it of [socket, onward]) it.on("error", () => it.destroy());
  });
  onTestFinished(() => void listener.close());
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const [greeter] = await system.registry.getService("greeter");
  const at = { address: "127.0.0.1", port: (listener.address() as AddressInfo).port };
  const nodes = (greeter?.nodes ?? []).map((it) => ({ ...it, ...at, id: `fragile-${it.id}` }));
  const record = { name: "fragile", version: "1", metadata: {}, endpoints: greeter?.endpoints ?? [], nodes };
  await system.registry.register(record);
  onTestFinished(() => system.registry.deregister(record));
  return { breakOff: () => sockets.map((it) => it.destroy()) };
}

describe("a service that dies in mid-stream", () => {
  it.each(["mucp", "grpc"])("is an error, after what had arrived: %s", async (protocol) => {
    const { breakOff } = await startFragile();
    const stdin = new PassThrough();
    stdin.write("1\n");
    const argv = ["stream", "fragile", "Talk.Chat", "-", "-p", protocol];
    const { code, stdout, stderr } = await micro(argv, { system, stdin, onOutput: breakOff });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "1\n" });
    expect(stderr).toMatch(/^error receiving from fragile\.Talk\.Chat: \{.*\}\n$/);
  });
});

describe("--protocol", () => {
  it.each(["mucp", "grpc"])("answers a call on the wire %s", async (protocol) => {
    const args = ["call", "greeter", "Greeter.Hello", '{"name":"John"}', "--protocol", protocol];
    expect(await micro(args, { system })).toEqual({
      code: 0,
      stdout: '{\n\t"message": "Hello John"\n}\n',
      stderr: "",
    });
  });

  it("streams on gRPC", async () => {
    const request = '{"names":["John","Mary"]}';
    const args = ["stream", "greeter", "Greeter.Greetings", request, "--protocol", "grpc"];
    expect((await micro(args, { system })).stdout).toBe(
      '{"message":"Hello John"}\n{"message":"Hello Mary"}\n',
    );
  });

  it.each([
    ["mucp", "POST / HTTP/1.1\r\n"],
    ["grpc", "PRI * HTTP/2.0\r\n"],
  ])("%s is what goes over the wire", async (protocol, start) => {
    const { address, beginning } = await hearBeginning();
    const result = micro(
      ["call", "greeter", "Greeter.Hello", "--address", address, "--timeout", "2s", "-p", protocol],
      { system },
    );
    expect((await beginning).startsWith(start)).toBe(true);
    expect((await result).code).toBe(1);
  });

  it("names the wires there are", async () => {
    const { code, stderr } = await micro(["call", "greeter", "Greeter.Hello", "-p", "thrift"], { system });
    expect(code).toBe(2);
    expect(stderr).toContain("Allowed choices are mucp, grpc");
  });
});
