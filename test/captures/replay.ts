import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import {
  createHttpTransport,
  createMemoryRegistry,
  createService,
  MicroError,
  silentLogger,
} from "@ts-micro/framework";
import { type HttpMessage, readConversation, readMessages, type Wire } from "./conversation.js";
import { createGreeterClient, type GreeterClient } from "./gen/greeter.micro.js";

export interface Replayed<T> {
  readonly result: T;
  readonly requests: HttpMessage[];
  readonly connections: number;
}

export interface ReplayOptions {
  /** @default none: the server is called by its address */
  readonly nodeMetadata?: Readonly<Record<string, string>>;
  /** @default "rpc" */
  readonly wire?: Wire;
}

/**
 * Calls a server that replays what Go sent on each recorded connection. It is found by its address, or, where it has
 * metadata, in a registry.
 */
export async function replay<T>(
  names: readonly string[],
  use: (greeter: GreeterClient) => Promise<T>,
  { nodeMetadata, wire = "rpc" }: ReplayOptions = {},
): Promise<Replayed<T>> {
  const asked: (() => Buffer)[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const turns = readConversation(names[asked.length] ?? (names[0] as string), wire);
    let received = Buffer.alloc(0);
    asked.push(() => received);
    let wanted = 0;
    const goOn = () => {
      // Each reply follows as many requests as it did when it was recorded.
      for (let turn = turns[0]; turn !== undefined; turn = turns[0]) {
        if (turn.from === "client") wanted += readMessages(turn.bytes).length;
        else if (countRequests(received) < wanted) return;
        else if (turn.bytes.length === 0) socket.end();
        else socket.write(turn.bytes);
        turns.shift();
      }
    };
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      goOn();
    });
    socket.on("end", () => socket.end());
    socket.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const transport = createHttpTransport();
  const service = createService({
    name: "interop.client",
    registry: createMemoryRegistry(),
    transports: [transport],
    logger: silentLogger,
  });
  const { port } = server.address() as AddressInfo;
  const name = "interop.greeter";
  if (nodeMetadata !== undefined) {
    const nodes = [{ id: "go", address: "127.0.0.1", port, metadata: nodeMetadata }];
    await service.registry.register({ name, version: "0.9", metadata: {}, endpoints: [], nodes });
  }
  const address = nodeMetadata === undefined ? { address: `127.0.0.1:${port}` } : {};
  try {
    const result = await use(createGreeterClient(service.client, { service: name, ...address }));
    return { result, requests: asked.flatMap((it) => readMessages(it())), connections: asked.length };
  } finally {
    await service.close();
    await transport.close();
    await closed(server);
  }
}

function countRequests(bytes: Buffer): number {
  try {
    return readMessages(bytes).filter((it) => it.body.length === Number(it.headers["content-length"] ?? 0))
      .length;
  } catch {
    return 0;
  }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/** The error that a call fails with. */
export async function failureOf(call: Promise<unknown>): Promise<MicroError> {
  const reason = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (reason instanceof MicroError) return reason;
  throw new Error(`expected a MicroError, got ${String(reason)}`);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
