import { once } from "node:events";
import { type IncomingMessage, type RequestOptions, request } from "node:http";
import { text } from "node:stream/consumers";
import { beforeEach, describe, expect, it } from "vitest";
import { ask } from "./ask.js";
import { createGatewayWorld, type GatewayWorld } from "./gateway-world.js";
import type { Library } from "./library.js";
import { waitFor } from "./wait-for.js";

let world: GatewayWorld;
let library: Library;
let url: string;
beforeEach(async () => {
  world = createGatewayWorld();
  library = await world.startLibrary();
  url = await world.startGateway({ maxBodyBytes: 100, timeoutMs: 2_000 });
});

/** Sends what `fetch` would not. */
async function send(
  path: string,
  options: RequestOptions & { readonly body?: string } = {},
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(url);
  const sent = request({ hostname, port, path, agent: false, ...options });
  sent.end(options.body);
  const [answer] = await once(sent, "response");
  return answer;
}

describe("an error", () => {
  it.each([400, 401, 403, 404, 409, 429, 500, 501, 503, 599])(
    "of a service with code %i has that status",
    async (code) => {
      const { status, headers, body } = await ask(url, `GET /v1/fail/${code}`);
      expect([status, body]).toEqual([
        code,
        expect.objectContaining({ id: "library", code, detail: "as you wished" }),
      ]);
      expect(headers.get("content-type")).toBe("application/json");
    },
  );

  it.each([-1, 1, 200, 302, 600, 99999])(
    "of a service with code %i, which is no status of an error, is 500",
    async (code) => {
      expect(await ask(url, `GET /v1/fail/${code}`)).toMatchObject({
        status: 500,
        body: { id: "library", code: 500 },
      });
    },
  );

  it("of a service that was too slow for another is 504", async () => {
    expect(await ask(url, "GET /v1/fail/408")).toMatchObject({
      status: 504,
      body: { id: "library", code: 504 },
    });
  });

  it("that a service did not mean for its callers tells nothing", async () => {
    const { status, body } = await ask(url, "GET /v1/fail/0");
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  it.each([
    ["GET /nope", 'there is no route GET /nope, and no service "nope" is registered'],
    ["GET /v1/nope/nope", 'there is no route GET /v1/nope/nope, and no service "v1.nope" is registered'],
    ["POST /", "there is no route POST /"],
    ["GET /library/nope", 'service "library" has no endpoint "Library.Nope"'],
  ])("of %s is 404, and says what was looked for", async (target, detail) => {
    const { status, body } = await ask(url, target);
    expect([status, body]).toEqual([404, { id: "go.micro.api", code: 404, detail, status: "Not Found" }]);
  });

  it.each([
    ["POST /v1/shelves/7", "GET, HEAD, PURGE"],
    ["PATCH /v1/shelves/7/books", "GET, HEAD, POST"],
    ["PUT /library/echo", "GET, POST"],
    ["GET /rpc", "POST"],
  ])("of %s is 405, with what would be right", async (target, allow) => {
    const { status, headers, body } = await ask(url, target);
    expect([status, headers.get("allow"), body]).toEqual([
      405,
      allow,
      expect.objectContaining({ code: 405 }),
    ]);
  });

  it.each(["/v1/shelves/%", "/v1/%zz/a", "/%c3"])("of the path %s is 400", async (path) => {
    const answer = await send(path);
    expect([answer.statusCode, JSON.parse(await text(answer)).detail]).toEqual([
      400,
      `${path}: what follows a % is no escape`,
    ]);
  });

  it("of a body that is too long is 413, whether it says so or not", async () => {
    const body = JSON.stringify({ text: "a".repeat(100) });
    expect(await ask(url, "POST /v1/everything", { body: { text: "a".repeat(100) } })).toMatchObject({
      status: 413,
      body: { code: 413, detail: "the body is over the limit of 100 bytes" },
    });
    const headers = { "transfer-encoding": "chunked" };
    expect((await send("/v1/everything", { method: "POST", headers, body })).statusCode).toBe(413);
  });

  it.each([
    [{ "content-type": "text/plain" }, "expected content-type application/json, got content-type text/plain"],
    [{ "content-type": "application/x-www-form-urlencoded" }, "expected content-type application/json"],
    [
      { "content-type": "application/json", "content-encoding": "gzip" },
      "expected content-encoding none, got content-encoding gzip",
    ],
  ])("of a body with %o is 415", async (headers, detail) => {
    const answer = await send("/v1/everything", { method: "POST", headers, body: "{}" });
    expect([answer.statusCode, JSON.parse(await text(answer)).detail]).toEqual([
      415,
      expect.stringContaining(detail),
    ]);
  });

  it.each([
    {},
    { "content-type": "application/json; charset=utf-8" },
    { "content-type": "application/merge-patch+json" },
  ])("is not a body with %o", async (headers) => {
    const answer = await send("/v1/everything", { method: "POST", headers, body: '{"text":"a"}' });
    expect(JSON.parse(await text(answer))).toEqual({ text: "a" });
  });
});

describe("a deadline", () => {
  it("is that of the gateway, and then the answer is 504", async () => {
    const impatient = await world.startGateway({ timeoutMs: 50 });
    expect(await ask(impatient, "GET /v1/wait")).toMatchObject({
      status: 504,
      body: { code: 504 },
    });
    await waitFor(() => expect(library.departures).toBe(1));
  });

  it("is less where the header Timeout says so", async () => {
    expect(await ask(url, "GET /v1/wait", { headers: { timeout: "0.05" } })).toMatchObject({ status: 504 });
  });

  it.each(["", "soon", "0", "-1", "1e3"])("is refused as %j", async (timeout) => {
    const answer = await send("/v1/wait", { headers: { timeout } });
    expect([answer.statusCode, JSON.parse(await text(answer)).detail]).toEqual([
      400,
      `header Timeout: expected seconds, got "${timeout}"`,
    ]);
  });
});

it("cancels the call of a client that leaves", async () => {
  const leaving = new AbortController();
  const asked = fetch(`${url}/v1/wait`, { signal: leaving.signal });
  const left = expect(asked).rejects.toThrow();
  await waitFor(() => expect(library.arrivals).toBe(1));
  leaving.abort();
  await left;
  await waitFor(() => expect(library.departures).toBe(1));
  await waitFor(() =>
    expect(world.log.at(-1)).toMatchObject({ message: "GET /v1/wait 499", endpoint: "Library.Wait" }),
  );
});

it("hands headers on as metadata, but for those of the connection, and those that wires have for themselves", async () => {
  const headers = {
    authorization: "Bearer x",
    cookie: "a=b",
    "x-tenant": "J\u00c3\u00b6rg",
    "x-forwarded-for": "10.0.0.1",
    "x-forwarded-proto": "https",
    connection: "close, X-Secret",
    "x-secret": "1",
    "micro-from-service": "admin",
    "micro-endpoint": "Library.Echo",
    "x-micro-service": "other",
    "grpc-timeout": "1n",
    te: "trailers",
    host: "shop.example",
  };
  const answer = await send("/v1/shelves/7", { headers });
  const { metadata } = JSON.parse(await text(answer));
  expect(metadata).toMatchObject({
    authorization: "Bearer x",
    cookie: "a=b",
    "x-tenant": "Jörg",
    "x-forwarded-for": "10.0.0.1, 127.0.0.1",
    "x-forwarded-host": "shop.example",
    "x-forwarded-proto": "https",
    "micro-from-service": "go.micro.api",
  });
  const gone = ["x-secret", "connection", "te", "micro-endpoint", "x-micro-service", "grpc-timeout", "host"];
  for (const name of gone) expect(metadata).not.toHaveProperty(name);
});

describe("pages of other origins", () => {
  const origin = "https://shop.example";
  const preflight = {
    origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "x-tenant",
  };

  it("may not call, unless they are let", async () => {
    const { headers } = await ask(url, "GET /v1/shelves/7", { headers: { origin } });
    expect(headers.has("access-control-allow-origin")).toBe(false);
    const answer = await send("/v1/shelves/7", { method: "OPTIONS", headers: preflight });
    expect([answer.statusCode, answer.headers.allow]).toEqual([204, "GET, HEAD, PURGE"]);
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("that are let may call in the name of their users, on routes, by names and by /rpc", async () => {
    url = await world.startGateway({ corsOrigins: [origin] });
    for (const path of ["/v1/shelves/7", "/library/echo", "/rpc", "/nope"]) {
      const { statusCode, headers } = await send(path, { method: "OPTIONS", headers: preflight });
      expect([statusCode, headers]).toEqual([
        204,
        expect.objectContaining({
          "access-control-allow-origin": origin,
          "access-control-allow-credentials": "true",
          "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
          "access-control-allow-headers": "x-tenant",
          vary: "Origin",
        }),
      ]);
    }
    const { headers } = await send("/v1/nope/nope", { headers: { origin } });
    expect(headers).toMatchObject({ "access-control-allow-origin": origin, vary: "Origin" });
  });

  it("that are not the ones that are let may not", async () => {
    url = await world.startGateway({ corsOrigins: ["https://other.example"] });
    const { headers } = await send("/v1/shelves/7", { headers: { origin } });
    expect(headers).not.toHaveProperty("access-control-allow-origin");
    expect(headers.vary).toBe("Origin");
  });

  it("may call from anywhere where all may, but in nobody's name", async () => {
    url = await world.startGateway({ corsOrigins: ["*"] });
    const { headers } = await send("/v1/shelves/7", { headers: { origin } });
    expect(headers["access-control-allow-origin"]).toBe("*");
    expect(headers).not.toHaveProperty("access-control-allow-credentials");
  });
});

it("answers HEAD as GET, without the body", async () => {
  const answer = await send("/v1/shelves/7", { method: "HEAD" });
  expect([answer.statusCode, Number(answer.headers["content-length"]) > 0, await text(answer)]).toEqual([
    200,
    true,
    "",
  ]);
});

it("lists services and routes at its root, the more specific routes first", async () => {
  const { body } = await ask(url, "GET /");
  const { name, services, routes } = body as { name: string; services: string[]; routes: { path: string }[] };
  expect({ name, services }).toEqual({ name: "go.micro.api", services: ["library"] });
  expect(routes).toContainEqual({
    method: "GET",
    path: "/v1/{name=shelves/*}",
    service: "library",
    endpoint: "Library.GetShelf",
  });
  const paths = routes.map((it) => it.path);
  expect(paths.indexOf("/v1/files/special")).toBeLessThan(paths.indexOf("/v1/files/{name=**}"));
});

it("logs each request, without its query, which may hold secrets", async () => {
  await ask(url, "GET /v1/shelves/7?revision=3");
  await waitFor(() =>
    expect(world.log.at(-1)).toEqual({
      message: "GET /v1/shelves/7 200",
      ms: expect.any(Number),
      service: "library",
      endpoint: "Library.GetShelf",
    }),
  );
});
