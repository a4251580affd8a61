import {
  createConnectProtocol,
  createGrpcProtocol,
  createGrpcTransport,
  createHttpTransport,
  type Service,
} from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGreeterClient } from "../../framework/test/gen/greeter.micro.js";
import { startGreeter, startReadableGreeter } from "./greeter-service.js";

let service: Service;
let url: string;
beforeAll(async () => {
  const cors = { origins: ["https://shop.example"] };
  const protocols = [createGrpcProtocol({ connect: { cors } }), createConnectProtocol({ cors })];
  service = await startGreeter({ transports: [createHttpTransport({ protocols }), createGrpcTransport()] });
  url = `http://${service.server.address}/greeter.v1.Greeter`;
});
afterAll(() => service.close());

function post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/${path}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
}

describe("a service's one port", () => {
  it.each(["mucp", "grpc"])("answers our client by %s", async (protocol) => {
    const client = createGreeterClient(service.client, { service: "greeter", protocol });
    expect(await client.hello({ name: "John" })).toEqual({ message: "Hello John" });
    await expect(client.hello({ name: "nobody" })).rejects.toMatchObject({ id: "greeter", code: 404 });
    const texts: string[] = [];
    for await (const { message } of client.watch({ name: "n" })) texts.push(message);
    expect(texts).toEqual(["n 0", "n 1", "n 2"]);
  });

  it("says in the registry what it speaks, in words that Go's peers know", async () => {
    const [record] = await service.registry.getService("greeter");
    expect(record?.nodes[0]?.metadata).toMatchObject({
      protocol: "mucp",
      transport: "http",
      protocols: "mucp,grpc",
    });
  });

  it("answers curl", async () => {
    const response = await post("Hello", '{"name":"John"}', { "x-mark": "?" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("x-first")).toBe("1");
    expect(response.headers.get("trailer-x-last-bin")).toBe("AQID");
    expect(await response.json()).toEqual({ message: "Hello John?" });
  });

  it("answers errors with a status and JSON", async () => {
    const response = await post("Hello", '{"name":"nobody"}');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "not_found", message: "nobody is not here: ñ" });
  });

  it.each([
    ["a body that is no JSON", "Hello", "{", {}, 400],
    ["an endpoint that is unknown", "Nothing", "{}", {}, 404],
    ["a method that streams", "Watch", "{}", {}, 415],
    ["a content type that is not spoken", "Hello", "a=b", { "content-type": "text/plain" }, 415],
    ["a deadline that is no number", "Hello", "{}", { "connect-timeout-ms": "soon" }, 400],
    ["a version of Connect to come", "Hello", "{}", { "connect-protocol-version": "9" }, 400],
    ["a compression that is unknown", "Hello", "{}", { "content-encoding": "br" }, 501],
    ["a call that takes too long", "Hello", '{"name":"slow"}', { "connect-timeout-ms": "50" }, 504],
  ] as const)("refuses %s", async (...[, path, body, headers, status]) => {
    expect((await post(path, body, headers)).status).toBe(status);
  });

  it("tells a browser that looks what is there how to call", async () => {
    const response = await fetch(`http://${service.server.address}/`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("POST to /package.Service/Method");
  });

  it("takes no GET for a method that may have effects", async () => {
    const response = await fetch(`${url}/Hello?connect=v1&encoding=json&message=%7B%7D`);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });

  it("answers GET for a method without side effects, and POST as well", async () => {
    const readable = await startReadableGreeter();
    const readableUrl = `http://${readable.server.address}/greeter.v1.Greeter/Hello`;
    const message = encodeURIComponent('{"name":"John"}');
    const got = await fetch(`${readableUrl}?connect=v1&encoding=json&message=${message}`);
    expect([got.status, await got.json()]).toEqual([200, { message: "Hello John" }]);
    const unasked = await fetch(readableUrl);
    expect(unasked.status).toBe(415);
    const posted = await fetch(readableUrl, {
      method: "POST",
      body: '{"name":"John"}',
      headers: { "content-type": "application/json" },
    });
    expect(await posted.json()).toEqual({ message: "Hello John" });
    await readable.close();
  });

  it("lets pages of allowed origins call, and no others", async () => {
    const ask = (origin: string) =>
      fetch(`${url}/Hello`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" },
      });
    const allowed = await ask("https://shop.example");
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect((await ask("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
    const called = await post("Hello", '{"name":"John"}', { origin: "https://shop.example" });
    expect(called.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  });
});
