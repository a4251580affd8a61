import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { registerHandler } from "@ts-micro/framework";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { talkDefinition, talkHandler } from "../cli/talk-service.js";
import { ask } from "./ask.js";
import { createGatewayWorld } from "./gateway-world.js";

/** What may be part of a target: what routes are made of, and what nobody expects. */
const part = fc.oneof(
  fc.constantFrom(
    "v1",
    "shelves",
    "books",
    "everything",
    "files",
    "library",
    "echo",
    "talk",
    "rpc",
    "wait",
    "fail",
    "",
    ".",
    "..",
  ),
  fc.constantFrom(
    "%",
    "%2F",
    "%zz",
    "%C3%A4",
    "%00",
    "{name}",
    "**",
    "*",
    ":archive",
    "a:archive",
    "__proto__",
    "constructor",
  ),
  fc.string({ maxLength: 8, unit: "grapheme" }).map((it) => encodeURIComponent(it)),
);
const value = fc.oneof(
  fc.string({ maxLength: 8, unit: "grapheme" }),
  fc.integer().map(String),
  fc.constantFrom("true", "NaN", "1e999", "\u0000"),
);
const key = fc.oneof(
  fc.constantFrom(
    "text",
    "small",
    "inner.small",
    "inner.inner.numbers",
    "labels.a",
    "at",
    "choice",
    "a[b]",
    "a[]",
    "a[b][c]",
    "[",
    "]",
    ".",
    "..",
    "=",
    "&",
  ),
  fc.constantFrom(
    "__proto__",
    "__proto__.x",
    "constructor.prototype.x",
    "toString",
    "$typeName",
    "$unknown",
    "inner.$typeName",
    "extra.fields.a",
  ),
  fc.string({ maxLength: 8, unit: "grapheme" }),
);
const body = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "",
    "{",
    "[[[[",
    '{"text":1}',
    '{"__proto__":{"text":"a"}}',
    `${"[".repeat(5_000)}`,
    `${'{"inner":'.repeat(2_000)}`,
    '{"service":"library"}',
  ),
  fc
    .record({
      service: fc.constantFrom("library", "talk", "x"),
      endpoint: fc.constantFrom("Library.Echo", "Talk.Echo", "x"),
      request: fc.jsonValue(),
    })
    .map((it) => JSON.stringify(it)),
);
interface Question {
  readonly method: string;
  readonly path: string;
  readonly query: [string, string][];
  readonly type: string;
  readonly body: string;
}

const question: fc.Arbitrary<Question> = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "PURGE"),
  path: fc.array(part, { maxLength: 6 }).map((it) => `/${it.join("/")}`),
  query: fc.array(fc.tuple(key, value), { maxLength: 4 }),
  type: fc.constantFrom("application/json", "text/plain", "application/x+json", "", "x"),
  body,
});

it("answers whatever it is asked, and is well afterwards", { timeout: 120_000 }, async () => {
  const world = createGatewayWorld();
  await world.startLibrary();
  await world.start({ name: "talk" }, ({ server }) => registerHandler(talkDefinition, server, talkHandler));
  const url = await world.startGateway({ maxBodyBytes: 50_000 });
  const run = async (it: Question): Promise<void> => {
    const query = new URLSearchParams(it.query);
    const hasBody = it.method !== "GET" && it.method !== "HEAD";
    const answer = await fetch(`${url}${it.path}?${query}`, {
      method: it.method,
      headers: { "content-type": it.type, timeout: "0.05" },
      body: hasBody ? it.body : null,
    });
    await answer.text();
    expect(answer.status === 500 ? [it, answer.status] : []).toEqual([]);
  };
  // The library fails as it is told: 500 is its wish then, and none of the gateway's.
  await fc.assert(
    fc.asyncProperty(
      question.filter(({ path }) => !path.includes("fail")),
      run,
    ),
    { numRuns: 1_000 },
  );
  expect(await ask(url, "GET /v1/everything?text=a")).toMatchObject({ status: 200, body: { text: "a" } });
  expect(world.log.filter((it) => it.message.includes("a reason of the gateway's own"))).toEqual([]);
});

it.each([
  "GET\r\n\r\n",
  "GET  HTTP/1.1\r\n\r\n",
  "GET nope HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET http://other.example/v1/shelves/7 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  "GET /v1/shelves/7?%%&= HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  "GET //v1//shelves HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  "POST /v1/everything HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
  "POST /v1/everything HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
  "\u0000\u0001\u0002",
])("answers %j with HTTP", async (bytes) => {
  const world = createGatewayWorld();
  await world.startLibrary();
  const url = new URL(await world.startGateway());
  const socket = connect(Number(url.port), url.hostname);
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  socket.write(bytes);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 [2-5]\d\d /);
  expect((await ask(url.origin, "GET /v1/shelves/7")).status).toBe(200);
});
