import {
  createGrpcTransport,
  createSocketHttp2Engine,
  type Http2Engine,
  nodeHttp2Engine,
} from "@ts-micro/framework";
import { describe, expect, it, onTestFinished } from "vitest";
import { registerGreeterHandler } from "../../framework/test/gen/greeter.micro.js";
import { createGreeterService, portOf } from "./greeter-service.js";
import { connectGreeter } from "./our-client.js";

/*
 * Windows are used up long before the messages are: those of the streams before that of the connection, and the other
 * way round. An engine that looks at the wrong one stops, or goes round for ever.
 */
const count = 2_000;
const streams = 5;
const message = "x".repeat(50);

describe.each<[string, Http2Engine]>([
  ["of our own", createSocketHttp2Engine()],
  ["of Node.js", nodeHttp2Engine],
])("with the engine %s, many messages come through", (_, engine) => {
  it.each([
    ["streams", { streamWindowBytes: 1_000, connectionWindowBytes: 1_000_000 }],
    ["a connection", { streamWindowBytes: 1_000_000, connectionWindowBytes: 65_535 }],
    ["both", { streamWindowBytes: 16_000, connectionWindowBytes: 65_535 }],
  ])("the small windows of %s, both ways at once", async (_, http2) => {
    const transport = createGrpcTransport({ server: { http2, engine } });
    const service = createGreeterService({ transports: [transport] });
    registerGreeterHandler(service.server, {
      hello: ({ name }) => ({ message: name }),
      async *watch() {
        for (let at = 0; at < count; at += 1) yield { message };
      },
      async collect(requests) {
        let sum = 0;
        for await (const { name } of requests) sum += name.length;
        return { message: String(sum) };
      },
      async *chat(requests) {
        for await (const { name } of requests) yield { message: name };
      },
    });
    await service.start();
    const client = connectGreeter(portOf(service), {}, { client: { http2, engine } });
    onTestFinished(async () => {
      await client.close();
      await service.close();
    });
    const names = Array.from({ length: count }, () => ({ name: message }));
    const all = Array.from({ length: streams }, () => [
      lengthOf(client.watch({})),
      lengthOf(client.chat(names)),
      client.collect(names).then((it) => Number(it.message)),
    ]);
    expect(new Set(await Promise.all(all.flat()))).toEqual(new Set([count * message.length]));
  });
});

async function lengthOf(replies: AsyncIterable<{ readonly message: string }>): Promise<number> {
  let sum = 0;
  for await (const reply of replies) sum += reply.message.length;
  return sum;
}
