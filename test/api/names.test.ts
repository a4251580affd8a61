import { registerHandler } from "@ts-micro/framework";
import { beforeEach, describe, expect, it } from "vitest";
import { talkDefinition, talkHandler } from "../cli/talk-service.js";
import { ask } from "./ask.js";
import { createGatewayWorld, type GatewayWorld } from "./gateway-world.js";

let world: GatewayWorld;
let url: string;
beforeEach(async () => {
  world = createGatewayWorld();
  await world.startLibrary();
  // It describes nothing, as services in Go do not.
  await world.start({ name: "talk" }, ({ server }) => registerHandler(talkDefinition, server, talkHandler));
  url = await world.startGateway();
});

describe("a path that names an endpoint", () => {
  it.each([
    ["POST /library/echo", { text: "a", big: "1" }, { text: "a", big: "1" }],
    ["POST /library/library/echo", { colour: 1 }, { colour: "COLOUR_RED" }],
    ["POST /library/echo", undefined, {}],
    ["GET /library/echo?text=a&numbers=1&numbers=2", undefined, { text: "a", numbers: [1, 2] }],
  ])("calls it with proto3's JSON, where its messages are known: %s", async (target, body, reply) => {
    expect(await ask(url, target, { body })).toMatchObject({ status: 200, body: reply });
  });

  it.each([
    ["POST /talk/echo", { anything: [1, { a: null }] }, { anything: [1, { a: null }] }],
    ["POST /talk/echo", undefined, {}],
    ["GET /talk/talk/echo", undefined, {}],
    ["GET /talk/echo?name=John&age=3&ok=true", undefined, { name: "John", age: 3, ok: true }],
    ["GET /talk/echo?a=1&a=x&b[]=2", undefined, { a: [1, "x"], b: [2] }],
    [
      "GET /talk/echo?page[size]=10&page[from][at]=x&page.to=y",
      undefined,
      { page: { size: 10, from: { at: "x" }, to: "y" } },
    ],
    ["GET /talk/echo?zip=01234&__proto__=1", undefined, JSON.parse('{"zip":"01234","__proto__":1}')],
    ["GET /talk/tenant", undefined, "acme"],
  ])("hands JSON on as it is, where they are not: %s", async (target, body, reply) => {
    const headers = { tenant: "acme" };
    expect(await ask(url, target, { body, headers })).toMatchObject({ status: 200, body: reply });
  });

  it("keeps every digit of a number", async () => {
    const answer = await fetch(`${url}/talk/echo?id=9007199254740993`);
    expect(await answer.text()).toBe('{"id":9007199254740993}');
  });

  it("answers the stream of one that describes nothing with lines, too", async () => {
    const answer = await fetch(`${url}/talk/chat`, {
      method: "POST",
      body: '{"a":1}',
      headers: { "content-type": "application/json" },
    });
    expect(await answer.text()).toBe('{"result":{"a":1}}\n');
  });

  it.each([
    ["POST /talk/fail", 404, "thing 42 not found"],
    ["GET /talk/nope", 404, 'service "talk" has no endpoint "Talk.Nope"'],
    ["GET /library/nope", 404, 'service "library" has no endpoint "Library.Nope"'],
  ])("answers %s with %i", async (target, status, detail) => {
    expect(await ask(url, target)).toMatchObject({ status, body: { code: status, detail } });
  });

  it("reaches what every service has", async () => {
    expect(await ask(url, "GET /talk/debug/health")).toMatchObject({ status: 200, body: { status: "ok" } });
  });

  it("refuses what is no JSON", async () => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/talk/echo`, { method: "POST", body: "{", headers });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("the body is not JSON");
  });
});

describe("POST /rpc", () => {
  it.each([
    [{ service: "library", endpoint: "Library.Echo", request: { text: "a" } }, { text: "a" }],
    [{ service: "library", method: "Library.Echo", request: '{"text":"a"}' }, { text: "a" }],
    [{ Service: "library", ENDPOINT: "Library.Echo" }, {}],
    [{ service: "talk", endpoint: "Talk.Echo", request: [1] }, [1]],
    [{ service: "talk", endpoint: "Talk.Echo", request: null }, {}],
  ])("calls what it names: %o", async (body, reply) => {
    expect(await ask(url, "POST /rpc", { body })).toMatchObject({ status: 200, body: reply });
  });

  it("keeps every digit of a number", async () => {
    const body = '{"service":"talk","endpoint":"Talk.Echo","request":{"id":9007199254740993}}';
    const answer = await fetch(`${url}/rpc`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    expect(await answer.text()).toBe('{"id":9007199254740993}');
  });

  it("calls one node of the service, and nothing else", async () => {
    const call = { service: "library", endpoint: "Library.Echo", request: {} };
    const [record] = await world.registry.getService("library");
    const [node] = record?.nodes ?? [];
    const [talk] = await world.registry.getService("talk");
    const at = (it: typeof node) => `${it?.address}:${it?.port}`;
    expect((await ask(url, "POST /rpc", { body: { ...call, address: at(node) } })).status).toBe(200);
    for (const address of [at(talk?.nodes[0]), "127.0.0.1:1", "169.254.169.254:80", "x"]) {
      expect(await ask(url, "POST /rpc", { body: { ...call, address } })).toMatchObject({
        status: 400,
        body: { id: "go.micro.rpc", detail: `address: library has no node at ${address}` },
      });
    }
  });

  it.each<[unknown, number, string]>([
    [[], 400, "expected a JSON object with service, endpoint and request"],
    ["x", 400, "expected a JSON object with service, endpoint and request"],
    [{}, 400, "service: expected the name of a service"],
    [{ service: 1 }, 400, "service: expected text"],
    [{ service: "library" }, 400, "endpoint: expected the name of an endpoint, such as Greeter.Hello"],
    [{ service: "library", endpoint: "Library.Echo", request: "{" }, 400, "request is not JSON"],
    [{ service: "library", endpoint: "Library.Echo", request: { nope: 1 } }, 400, '"nope"'],
    [{ service: "nope", endpoint: "A.B" }, 404, 'no service "nope" is registered'],
    [
      { service: "library", endpoint: "Library.Nope" },
      404,
      'service "library" has no endpoint "Library.Nope"',
    ],
    [{ service: "__proto__", endpoint: "constructor" }, 404, 'no service "__proto__" is registered'],
  ])("answers %j with %i", async (body, status, detail) => {
    expect(await ask(url, "POST /rpc", { body })).toMatchObject({
      status,
      body: { code: status, detail: expect.stringContaining(detail) },
    });
  });
});
