import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import type { Service } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HttpMessage, readConversation, readMessages, sentBy } from "./captures/conversation.js";
import { startInteropService } from "./captures/interop-service.js";

/*
 * What unmodified Go Micro 1.0 clients sent, byte by byte, to a service of this framework. Its replies are those
 * that the Go server gave, but for what is listed here on purpose:
 *
 * - a Go server echoes every header field of the first request, credentials included; ours, what a caller needs;
 * - a Go 1.0 server ends a stream by closing; ours says EOS first, which Go clients understand better;
 * - unknown methods and malformed bodies have errors with all four fields where Go has a bare text.
 */
const kept = [
  "content-length",
  "content-type",
  "grpc-message",
  "grpc-status",
  "micro-error",
  "micro-id",
  "x-micro-error",
  "x-micro-id",
];

const recorded = readdirSync(new URL("fixtures/captures/rpc", import.meta.url))
  .map((it) => it.replace(".hex", ""))
  .filter((name) => sentBy(readConversation(name), "server").length > 0)
  .sort();

const ownCases = ["04d-panic.1", "11-debug-health-stats.1", "11b-debug-health-stats-json.1"];

describe("a Go Micro client's bytes, answered", () => {
  let service: Service;
  beforeAll(async () => {
    service = await startInteropService();
  });
  afterAll(() => service.close());

  for (const name of recorded.filter(
    (it) => !it.startsWith("05-") && !it.startsWith("16-") && !ownCases.includes(it),
  )) {
    it(`${name}: as Go did`, async () => {
      const turns = readConversation(name);
      const wanted = readMessages(sentBy(turns, "server")).map(comparable);
      const isStream =
        sentBy(turns, "client").includes("Greeter.Count") || sentBy(turns, "client").includes("Greeter.Chat");
      const ended =
        isStream && wanted.at(-1)?.headers["micro-error"] === undefined && !name.startsWith("08d");
      const answered = await answersTo(service, sentBy(turns, "client"), wanted.length + (ended ? 1 : 0));
      if (ended)
        expect(answered.pop()?.headers).toMatchObject({ "micro-error": "EOS", "x-micro-error": "EOS" });
      expect(answered).toEqual(wanted);
    });
  }

  it("11: Debug.Health as Go did, and Debug.Stats with numbers of its own", async () => {
    for (const name of ["11-debug-health-stats.1", "11b-debug-health-stats-json.1"]) {
      const turns = readConversation(name);
      const [health] = readMessages(sentBy(turns, "server")).map(comparable);
      const [answer, stats] = await answersTo(service, sentBy(turns, "client"), 2);
      expect(answer).toEqual(health);
      expect(stats?.headers["micro-error"]).toBeUndefined();
      expect(stats?.body.length).toBeGreaterThan(10);
    }
  });

  it("05: 404 for methods and services that there are not", async () => {
    for (const name of recorded.filter((it) => it.startsWith("05-"))) {
      const [answer] = await answersTo(service, sentBy(readConversation(name), "client"), 1);
      expect(JSON.parse(answer?.headers["micro-error"] ?? "")).toMatchObject({ code: 404 });
    }
  });

  it("16: metadata reaches the handler, without the wire's own fields", async () => {
    const [answer] = await answersTo(service, sentBy(readConversation("16-metadata.1"), "client"), 1);
    const text = answer?.body.toString() ?? "";
    for (const key of ["Foo-Bar", "Lower", "X-User-Id", "Micro-From-Service"]) expect(text).toContain(key);
    for (const key of ["Micro-Endpoint", "Content-Length", "Timeout"]) expect(text).not.toContain(key);
  });
});

function comparable({ startLine, headers, body }: HttpMessage): HttpMessage {
  return {
    startLine,
    headers: Object.fromEntries(Object.entries(headers).filter(([key]) => kept.includes(key))),
    body,
  };
}

async function answersTo(service: Service, bytes: Buffer, count: number): Promise<HttpMessage[]> {
  const socket = connect(Number(service.server.address?.split(":").at(-1)), "127.0.0.1");
  let received = Buffer.alloc(0);
  const complete = new Promise<void>((resolve) => {
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (countMessages(received) >= count) resolve();
    });
    socket.on("end", resolve);
  });
  try {
    await once(socket, "connect");
    socket.write(bytes);
    await complete;
    return readMessages(received).map(comparable);
  } finally {
    socket.destroy();
  }
}

function countMessages(bytes: Buffer): number {
  try {
    const messages = readMessages(bytes);
    const last = messages.at(-1);
    return last !== undefined && last.body.length < Number(last.headers["content-length"])
      ? messages.length - 1
      : messages.length;
  } catch {
    return 0;
  }
}
