import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { JsonApi, type JsonRequest } from "@ts-micro/framework";
import { afterEach, describe, expect, it } from "vitest";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function api(urls: readonly string[], timeoutMs = 5_000): JsonApi {
  return new JsonApi({ id: "test.api", urls, timeoutMs });
}

const request: JsonRequest = { method: "GET", path: "/things?of=all" };

/** Where nobody listens: the port was free a moment ago. */
async function deadUrl(): Promise<string> {
  const url = await serve(() => {});
  closing.pop()?.();
  return url;
}

describe("JSON API", () => {
  it("sends a body, and gives that of the reply with its headers", async () => {
    const url = await serve(async (asked, reply) => {
      let body = "";
      for await (const chunk of asked) body += chunk;
      reply.setHeader("x-index", "7").end(JSON.stringify({ asked: `${asked.method} ${asked.url}`, body }));
    });
    const reply = await api([url]).send({ ...request, method: "PUT", body: { name: "élan" } });
    expect(reply.body).toEqual({ asked: "PUT /things?of=all", body: '{"name":"élan"}' });
    expect(reply.headers["x-index"]).toBe("7");
  });

  it("fails with the status of the server, and with what it says", async () => {
    const url = await serve((_, reply) => void reply.writeHead(403).end("Permission denied\n"));
    await expect(api([url]).send(request)).rejects.toMatchObject({
      id: "test.api",
      code: 403,
      detail: "Permission denied",
    });
  });

  it("asks the next address while one cannot be reached, and stays there", async () => {
    const asked: string[] = [];
    const url = await serve((_, reply) => void reply.end(JSON.stringify(asked.push("second"))));
    const both = api([await deadUrl(), url]);
    expect((await both.send(request)).body).toBe(1);
    expect((await both.send(request)).body).toBe(2);
  });

  it("says by 503 that no address can be reached, naming it", async () => {
    const url = await deadUrl();
    const failure = { code: 503, detail: expect.stringMatching(`GET /things at ${url}: .*ECONNREFUSED`) };
    await expect(api([url]).send(request)).rejects.toMatchObject(failure);
  });

  it("says by 408 that no answer came in time", async () => {
    const url = await serve(() => {});
    const failure = { code: 408, detail: expect.stringContaining("no answer in 50 ms") };
    await expect(api([url], 50).send(request)).rejects.toMatchObject(failure);
  });

  it("stops when its signal aborts, with the signal's reason", async () => {
    const url = await serve(() => {});
    const reason = new Error("enough");
    await expect(api([url]).send({ ...request, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("reads a reply that goes on line by line, for as long as it does", async () => {
    const url = await serve((_, reply) => {
      reply.write('{"n":1}\n{"n"');
      setTimeout(() => reply.end(":2}\n"), 100);
    });
    const lines: unknown[] = [];
    for await (const line of api([url], 50).stream(request)) lines.push(line);
    expect(lines).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it("tells a reply that breaks from one that ends", async () => {
    const url = await serve((_, reply) => {
      reply.write('{"n":1}\n');
      setTimeout(() => reply.destroy(), 20);
    });
    const read = async (): Promise<void> => {
      for await (const _ of api([url]).stream(request));
    };
    await expect(read()).rejects.toMatchObject({ code: 503 });
  });
});
