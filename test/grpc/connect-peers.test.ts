import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import type { DescService } from "@bufbuild/protobuf";
import {
  type CallOptions,
  Code,
  ConnectError,
  createClient,
  type ServiceImpl,
  type Transport,
} from "@connectrpc/connect";
import { connectNodeAdapter, createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import type { Service } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GreeterDefinition } from "../../framework/test/gen/greeter.micro.js";
import { startGreeter } from "./greeter-service.js";
import { connectGreeter } from "./our-client.js";

const described = GreeterDefinition.file?.file.services[0] as DescService;

let service: Service;
beforeAll(async () => {
  service = await startGreeter();
});
afterAll(() => service.close());

/** What a client of a descriptor has, which TypeScript cannot know. */
interface Caller {
  hello(request: { readonly name: string }, options?: CallOptions): Promise<{ message: string }>;
}

type Make = (baseUrl: string) => Transport;
const transports: readonly (readonly [string, Make])[] = [
  ["gRPC", (baseUrl) => createGrpcTransport({ baseUrl })],
  ["Connect over HTTP/1.1, JSON", (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "1.1" })],
  ["Connect over HTTP/2, JSON", (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "2" })],
  [
    "Connect over HTTP/2, protobuf",
    (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "2", useBinaryFormat: true }),
  ],
];

describe.each(transports)("connect-node calls our server: %s", (_, make) => {
  const client = () => createClient(described, make(`http://${service.server.address}`)) as unknown as Caller;

  it("makes unary calls", async () => {
    expect(await client().hello({ name: "John" })).toMatchObject({ message: "Hello John" });
  });

  it("sees the code and the details of an error", async () => {
    const error = await client().hello({ name: "nobody" }).catch(ConnectError.from);
    expect(error).toMatchObject({ code: Code.NotFound });
    expect((error as unknown as ConnectError).details[0]).toMatchObject({ type: "errors.Error" });
  });

  it("gives up at its deadline", async () => {
    const error = await client().hello({ name: "slow" }, { timeoutMs: 100 }).catch(ConnectError.from);
    expect(error).toMatchObject({ code: Code.DeadlineExceeded });
  });
});

const implementation = {
  hello({ name }: { name: string }) {
    if (name === "nobody") throw new ConnectError("nobody", Code.FailedPrecondition);
    return { message: `Hello ${name}` };
  },
  async *watch({ name }: { name: string }) {
    for (let at = 0; at < 3; at += 1) yield { message: `${name} ${at}` };
  },
  async collect(requests: AsyncIterable<{ name: string }>) {
    const names: string[] = [];
    for await (const { name } of requests) names.push(name);
    return { message: names.join("+") };
  },
};

describe("our client calls connect-node by gRPC", () => {
  it("makes calls of all kinds", async () => {
    const handler = connectNodeAdapter({
      routes: (router) =>
        router.service(described, implementation as unknown as Partial<ServiceImpl<DescService>>),
    });
    const server = createServer(handler).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const client = connectGreeter((server.address() as AddressInfo).port);
    try {
      expect(await client.hello({ name: "John" })).toEqual({ message: "Hello John" });
      await expect(client.hello({ name: "nobody" })).rejects.toMatchObject({ code: 412, detail: "nobody" });
      const texts: string[] = [];
      for await (const { message } of client.watch({ name: "n" })) texts.push(message);
      expect(texts).toEqual(["n 0", "n 1", "n 2"]);
      expect(await client.collect([{ name: "a" }, { name: "b" }])).toEqual({ message: "a+b" });
    } finally {
      await client.close();
      server.close();
    }
  });
});
