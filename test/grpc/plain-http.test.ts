import { createConnectProtocol, createHttpTransport, type Service } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGreeter } from "./greeter-service.js";
import { plainRequest, RawHttp } from "./raw-http.js";

let service: Service;
let onCall: (signal: AbortSignal) => void = () => {};
beforeAll(async () => {
  const connect = createConnectProtocol({ maxReceiveBytes: 1_000 });
  service = await startGreeter({
    transports: [createHttpTransport({ protocols: [connect] })],
    wrapHandler: [
      (next) => (request, context, method) => {
        onCall(context.signal);
        return next(request, context, method);
      },
    ],
  });
});
afterAll(() => service.close());

const open = () => RawHttp.open(service.server.address);

describe("plain HTTP/1.1", () => {
  it("keeps a connection open, unless the client wants it closed", async () => {
    const raw = await open();
    raw.send(plainRequest("a"));
    await raw.has("Hello a");
    raw.send(plainRequest("b", { headers: "Connection: close\r\n" }));
    const received = await raw.toEnd();
    expect(received).toContain("Hello b");
    expect(received.match(/Connection: close/g)).toHaveLength(1);
  });

  it("closes after a request of HTTP/1.0, unless that wants to go on", async () => {
    const old = await open();
    old.send(plainRequest("a").replace("HTTP/1.1", "HTTP/1.0"));
    expect(await old.toEnd()).toContain("Hello a");
    const kept = await open();
    const keptAlive = plainRequest("a", { headers: "Connection: Keep-Alive\r\n" }).replace(
      "HTTP/1.1",
      "HTTP/1.0",
    );
    await kept.send(keptAlive).has("Hello a");
    await kept.send(keptAlive).has("Hello a", 2);
    kept.socket.destroy();
  });

  it("answers requests that come at once in their order", async () => {
    const raw = await open();
    raw.send(plainRequest("a") + plainRequest("b") + plainRequest("c."));
    const received = await raw.has("Hello c.");
    expect(received.match(/Hello \w/g)).toEqual(["Hello a", "Hello b", "Hello c"]);
    raw.socket.destroy();
  });

  it("takes a body in chunks, and tells who waits to go on", async () => {
    const raw = await open();
    const head = plainRequest("a", { headers: "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n" });
    raw.send(`${head.slice(0, head.indexOf("Content-Length"))}\r\n`);
    await raw.has("HTTP/1.1 100 Continue\r\n\r\n");
    await raw.send('8\r\n{"name":\r\n4\r\n"a"}\r\n0\r\n\r\n').has("Hello a");
    raw.socket.destroy();
  });

  it("sends no body in answer to HEAD", async () => {
    const raw = await open();
    raw.send("HEAD /greeter.v1.Greeter/Hello HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
    const [head, body] = (await raw.toEnd()).split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 405 .*Content-Length: [1-9]/s);
    expect(body).toBe("");
  });

  it("refuses a request that is too long, before it is there", async () => {
    const raw = await open();
    raw.send(plainRequest("a").replace(/Content-Length: \d+/, "Content-Length: 1000000000"));
    const received = await raw.toEnd();
    expect(received).toMatch(/^HTTP\/1\.1 429 /);
    expect(received).toContain('"code":"resource_exhausted"');
  });

  it.each([
    ["two lengths", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400],
    ["a field that is none", "no field\r\n", 400],
    ["a folded field", "X-A: 1\r\n 2\r\n", 400],
    ["a head beyond measure", `X-A: ${"a".repeat(20_000)}\r\n`, 431],
  ])("refuses a request with %s, and closes", async (_, headers, status) => {
    const raw = await open();
    raw.send(plainRequest("a", { headers }));
    expect(await raw.toEnd()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it("tells the handler when its caller goes away", async () => {
    const raw = await open();
    raw.send(plainRequest("slow"));
    await new Promise<void>((resolve) => {
      onCall = (signal) => {
        signal.addEventListener("abort", () => resolve());
        raw.socket.destroy();
      };
    });
  });
});
