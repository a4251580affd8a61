import { once } from "node:events";
import { connect } from "node:net";
import type { ConnectionOptions, TlsOptions } from "node:tls";
import {
  createHttpTransport,
  createMemoryRegistry,
  createService,
  type MicroError,
  silentLogger,
} from "@ts-micro/framework";
import { describe, expect, it, onTestFinished } from "vitest";
import { certificates } from "../../../test/certificates.js";
import {
  createGreeterClient,
  type GreeterClient,
  GreeterDefinition,
  type GreeterHandler,
} from "../../../test/gen/greeter.micro.js";

const { trust, trustStranger, server, client, expired, elsewhere, strangeClient } = certificates;
const mutual: TlsOptions = { ...server, ...trust, requestCert: true, rejectUnauthorized: true };

const handler: Partial<GreeterHandler> = {
  hello: ({ name }) => ({ message: `Hello ${name}` }),
  async *chat(requests) {
    for await (const { name } of requests) yield { message: `Hi ${name}` };
  },
};

interface Ends {
  readonly server?: TlsOptions;
  readonly client?: ConnectionOptions;
}

/** Starts a greeter, and a client of another service that calls it. */
async function startGreeter(tls: Ends): Promise<{ greeter: GreeterClient; port: number }> {
  const registry = createMemoryRegistry();
  const parts = (tls: Ends) => {
    const transport = createHttpTransport({ tls });
    onTestFinished(() => transport.close());
    return { registry, transports: [transport] as const, logger: silentLogger, args: [], env: {} };
  };
  const service = createService({
    name: "greeter",
    address: "127.0.0.1:0",
    ...parts(tls.server ? { server: tls.server } : {}),
  });
  service.server.handle(GreeterDefinition, handler, { partial: true });
  await service.start();
  const caller = createService({ name: "caller", ...parts(tls.client ? { client: tls.client } : {}) });
  onTestFinished(async () => {
    await caller.close();
    await service.close();
  });
  const port = Number(service.server.address?.split(":").at(-1));
  return { greeter: createGreeterClient(caller.client, { service: "greeter" }), port };
}

/** Calls and streams: both fail in the same way. */
async function failureOf(tls: Ends): Promise<MicroError> {
  const { greeter } = await startGreeter(tls);
  const call = await failure(greeter.hello({ name: "John" }, { retries: 0 }));
  const stream = greeter.chat([{ name: "John" }], { retries: 0 })[Symbol.asyncIterator]();
  expect(await failure(stream.next())).toMatchObject({ id: call.id, code: call.code, detail: call.detail });
  return call;
}

async function failure(result: Promise<unknown>): Promise<MicroError> {
  return result.then(
    () => expect.unreachable("it must fail"),
    (error) => error,
  );
}

describe("Go Micro's wire over TLS", () => {
  it.each<[string, Ends]>([
    ["a server that the client trusts", { server, client: trust }],
    ["two ends that trust each other", { server: mutual, client: { ...client, ...trust } }],
  ])("carries calls and streams between %s", async (_, tls) => {
    const { greeter } = await startGreeter(tls);
    const name = "John".repeat(100_000);
    expect(await greeter.hello({ name })).toEqual({ message: `Hello ${name}` });
    const heard: string[] = [];
    for await (const { message } of greeter.chat([{ name: "Ada" }, { name: "Alan" }])) heard.push(message);
    expect(heard).toEqual(["Hi Ada", "Hi Alan"]);
  });

  it.each<[string, Ends, string]>([
    ["whose authority it does not know", { server, client: {} }, "unable to verify the first certificate"],
    ["of another authority", { server, client: trustStranger }, "unable to verify the first certificate"],
    ["that has expired", { server: expired, client: trust }, "certificate has expired"],
    ["of another host", { server: elsewhere, client: trust }, "IP: 127.0.0.1 is not in the cert's list"],
  ])("is refused by a client to a server with a certificate %s", async (_, tls, reason) => {
    const { code, detail } = await failureOf(tls);
    expect(code).toBe(503);
    expect(detail).toMatch(/^connection error: 127\.0\.0\.1:\d+: /);
    expect(detail).toContain(reason);
  });

  it.each<[string, ConnectionOptions, string]>([
    ["no certificate", trust, "certificate required"],
    [
      "a certificate that it does not trust",
      { ...trust, ...strangeClient },
      "a server that refuses this client's certificate does so",
    ],
  ])("is refused by a server to a client with %s", async (_, options, reason) => {
    expect((await failureOf({ server: mutual, client: options })).detail).toContain(reason);
  });

  it("is announced, so that a plain client knows what it lacks", async () => {
    expect(await failureOf({ server })).toMatchObject({
      code: 500,
      detail: expect.stringMatching(/^node greeter-.* takes encrypted connections only: give createHttp/),
    });
  });

  it("is closed to a plain client that goes by the address", async () => {
    const { greeter, port } = await startGreeter({ server });
    const { code, detail } = await failure(greeter.hello({}, { address: `127.0.0.1:${port}` }));
    expect(code).toBe(503);
    expect(detail).toBe(`the connection to 127.0.0.1:${port} was closed before a reply came`);
  });

  it("is refused at once by a plain server", async () => {
    expect((await failureOf({ client: trust })).detail).toContain("wrong version number");
  });

  it("does not keep a server from closing when it is never spoken", async () => {
    const { port } = await startGreeter({ server });
    const silent = connect(port, "127.0.0.1");
    onTestFinished(() => void silent.destroy());
    await once(silent, "connect");
  });
});
