import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { HandlerContext, Service } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, comparable, type Step } from "./captures/ask.js";
import { type HttpMessage, readConversation, readMessages, sentBy } from "./captures/conversation.js";
import { startInteropService } from "./captures/interop-service.js";

/*
 * What unmodified Go Micro 1.0 clients sent, byte by byte, to a service of this framework. Its replies are those
 * that the Go server gave, but for what is listed here on purpose:
 *
 * - a Go server echoes every header field of the first request; ours, what a caller needs (`comparable`);
 * - a Go 1.0 server ends a stream by closing; ours says EOS first, which Go clients understand better;
 * - unknown methods and malformed bodies have errors with all four fields where Go has a bare text.
 */
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
      const answered = await ask(service, [sentBy(turns, "client")], {
        count: wanted.length + (ended ? 1 : 0),
      });
      if (ended)
        expect(answered.pop()?.headers).toMatchObject({ "micro-error": "EOS", "x-micro-error": "EOS" });
      expect(answered).toEqual(wanted);
    });
  }

  it("11: Debug.Health as Go did, and Debug.Stats with numbers of its own", async () => {
    for (const name of ["11-debug-health-stats.1", "11b-debug-health-stats-json.1"]) {
      const turns = readConversation(name);
      const [health] = readMessages(sentBy(turns, "server")).map(comparable);
      const [answer, stats] = await ask(service, [sentBy(turns, "client")], { count: 2 });
      expect(answer).toEqual(health);
      expect(stats?.headers["micro-error"]).toBeUndefined();
      expect(stats?.body.length).toBeGreaterThan(10);
    }
  });

  it("05: 404 for methods and services that there are not", async () => {
    for (const name of recorded.filter((it) => it.startsWith("05-"))) {
      const [answer] = await ask(service, [sentBy(readConversation(name), "client")], { count: 1 });
      expect(JSON.parse(answer?.headers["micro-error"] ?? "")).toMatchObject({ code: 404 });
    }
  });

  it("17: 408 at the caller's deadline, of which the handler hears", async () => {
    const bytes = sentBy(readConversation("17a-timeout.1"), "client").toString("latin1");
    const hurried = Buffer.from(bytes.replace("Timeout: 5000000000", "Timeout: 0050000000"), "latin1");
    let heard = false;
    const slow = await startInteropService({
      fail: async (_request, { signal }) => {
        await once(signal, "abort");
        heard = true;
        throw signal.reason;
      },
    });
    const [answer] = await ask(slow, [hurried], { count: 1 });
    expect(JSON.parse(answer?.headers["micro-error"] ?? "")).toMatchObject({ code: 408 });
    expect(heard).toBe(true);
    await slow.close();
  });

  it("07: a stream goes on after the time that its frames name, as Go's does", async () => {
    const bytes = sentBy(readConversation("07a-server-stream-proto.1"), "client").toString("latin1");
    const hurried = Buffer.from(bytes.replaceAll("Timeout: 5000000000", "Timeout: 0050000000"), "latin1");
    let given: HandlerContext | undefined;
    const slow = await startInteropService({
      async *count(_request, context) {
        given = context;
        for (const count of [0n, 1n, 2n]) {
          yield { count };
          await delay(60);
        }
      },
    });
    const answers = await ask(slow, [hurried], { count: 4 });
    expect(answers.map((it) => it.headers["micro-error"])).toEqual([undefined, undefined, undefined, "EOS"]);
    expect(given?.deadline).toBeUndefined();
    await slow.close();
  });

  it("16: metadata reaches the handler, without the wire's own fields", async () => {
    const [answer] = await ask(service, [sentBy(readConversation("16-metadata.1"), "client")], { count: 1 });
    const text = answer?.body.toString() ?? "";
    for (const key of ["Foo-Bar", "Lower", "X-User-Id", "Micro-From-Service"]) expect(text).toContain(key);
    for (const key of ["Micro-Endpoint", "Content-Length", "Timeout"]) expect(text).not.toContain(key);
  });
});

interface Probe {
  readonly name: string;
  /** Texts of one byte per character, and milliseconds of silence. */
  readonly sent: readonly (string | number)[];
  readonly received: string;
}

/** Capture 18: what a Go server answers to what no Go client sends. */
const probes: readonly Probe[] = JSON.parse(
  readFileSync(new URL("fixtures/captures/probes.json", import.meta.url), "utf8"),
);

const errorOf = ([answer]: readonly HttpMessage[]) => JSON.parse(answer?.headers["micro-error"] ?? "{}");
const is = (code: number) => (answers: readonly HttpMessage[]) =>
  expect(errorOf(answers)).toMatchObject({ code });

/** Where ours answers something else, on purpose. */
const otherwise: Readonly<Record<string, (answers: readonly HttpMessage[]) => void>> = {
  "Micro-Service only": is(404),
  "content type with charset": ([answer]) => expect(answer?.body.toString()).toBe('{"msg":"Hello N"}\n'),
  "bad JSON": is(400),
  "JSON wrong type": is(400),
  "bad protobuf": is(400),
  GET: is(400),
  "TLS-looking / garbage bytes": is(400),
  "stream Chat: 2nd frame carries Micro-Error: EOS": (answers) =>
    expect(answers.map((it) => it.headers["micro-error"])).toEqual(["EOS"]),
};

/** Go said nothing for as long as anybody waited; ours answers at the deadline, and waits for the stream's message. */
const silent = [
  "Timeout 0.2s on Fail slow (handler ignores ctx)",
  "stream without initial empty frame (Count)",
];
const endedStreams = ["stream Count: open frame then request frame", "stream Chat: open, one, half close"];

describe("a probe of a Go server, answered", () => {
  let service: Service;
  beforeAll(async () => {
    service = await startInteropService();
  });
  afterAll(() => service.close());

  for (const { name, sent, received } of probes.filter((it) => !silent.includes(it.name))) {
    it(`18: ${name}${otherwise[name] ? ", otherwise on purpose" : ""}`, async () => {
      const steps = sent.map((it): Step => (typeof it === "number" ? it : Buffer.from(it, "latin1")));
      const wanted = readMessages(Buffer.from(received, "latin1")).map(comparable);
      const ends = endedStreams.includes(name);
      const count = Math.max(1, wanted.length) + (ends ? 1 : 0);
      const answers = await ask(service, steps, { count, end: name.includes("half") });
      if (ends) expect(answers.pop()?.headers).toMatchObject({ "micro-error": "EOS" });
      if (otherwise[name]) otherwise[name](answers);
      else expect(answers).toEqual(wanted);
    });
  }
});
