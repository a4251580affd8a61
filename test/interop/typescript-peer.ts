import { setTimeout as delay } from "node:timers/promises";
import {
  badRequest,
  conflict,
  createService,
  type HandlerContext,
  internalServerError,
  MicroError,
  notFound,
  type ServiceOptions,
  silentLogger,
  timeout,
} from "@ts-micro/framework";
import type { ChatMessage, CountRequest, Event, FailRequest } from "./gen/interop.js";
import { EventSchema, type GreeterHandler, registerGreeterHandler } from "./gen/interop.micro.js";
import { Mailbox } from "./mailbox.js";
import type { Peer, ReceivedMessage } from "./peer.js";

/** Starts the greeter in this process; resolves when it is registered. */
export async function startTypeScriptPeer(
  name: string,
  options: Partial<ServiceOptions> = {},
): Promise<Peer> {
  const messages = new Mailbox<ReceivedMessage>();
  const chats = new Mailbox<void>();
  const service = createService({
    name,
    version: "1.2.3",
    address: "127.0.0.1:0",
    metadata: { zone: "typescript" },
    logger: silentLogger,
    args: [],
    env: {},
    ...options,
  });
  registerGreeterHandler(
    service.server,
    greeter(name, () => chats.put()),
  );
  const take = (topic: string) => (event: Event, context: HandlerContext) =>
    messages.put({ topic, ...event, header: context.metadata.toJSON() });
  const [events, jobs] = [`${name}.events`, `${name}.jobs`];
  service.server.subscribe({ topic: events, schema: EventSchema }, take(events));
  service.server.subscribe({ topic: jobs, schema: EventSchema }, take(jobs), { queue: "workers" });
  await service.start();
  return {
    language: "TypeScript",
    service: name,
    nextMessage: () => messages.take(),
    messages: () => messages.takeAll(),
    chatEnded: () => chats.take(),
    stop: () => service.close(),
  };
}

function greeter(id: string, onChatEnd: () => void): GreeterHandler {
  return {
    hello: ({ name }) => ({ msg: name === "" ? "" : `Hello ${name}` }),
    fail: ({ kind }) => fail(id, kind),
    echo: (message) => message,
    headers: (_request, { metadata }) => ({ headers: metadata.toJSON() }),
    async sleep({ millis }) {
      await delay(Number(millis));
      return { msg: "slept" };
    },
    count: (request) => count(id, request),
    chat: (requests) => chat(id, requests, onChatEnd),
  };
}

function fail(id: string, kind: FailRequest["kind"]): never {
  if (kind === "notfound") throw notFound(id, "thing 42 not found");
  if (kind === "badrequest") throw badRequest(id, "bad input");
  if (kind === "internal") throw internalServerError(id, "broken");
  if (kind === "timeout") throw timeout(id, "too slow");
  if (kind === "teapot")
    throw new MicroError({ id, code: 418, detail: "I'm a teapot é", status: "I'm a teapot" });
  throw new Error(kind);
}

async function* count(id: string, { count, failAt }: CountRequest): AsyncGenerator<{ count: bigint }> {
  for (let i = 0n; i < count; i++) {
    if (failAt > 0n && i === failAt) throw badRequest(id, `failed at ${i}`);
    yield { count: i };
  }
}

async function* chat(
  id: string,
  requests: AsyncIterable<ChatMessage>,
  onEnd: () => void,
): AsyncGenerator<{ text: string }> {
  try {
    for await (const { text } of requests) {
      if (text === "fail") throw conflict(id, "asked to fail");
      if (text === "in a while") await delay(5_200);
      yield { text: `re: ${text}` };
      if (text === "bye") return;
    }
  } finally {
    onEnd();
  }
}
