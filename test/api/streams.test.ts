import { once } from "node:events";
import { request } from "node:http";
import { beforeEach, expect, it } from "vitest";
import { createGateway } from "../../src/api/create-gateway.js";
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
  url = await world.startGateway();
});

async function lines(path: string): Promise<unknown[]> {
  const answer = await fetch(url + path);
  expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
  const text = await answer.text();
  return text
    .trimEnd()
    .split("\n")
    .map((it) => JSON.parse(it));
}

it("answers a stream with a line for each message", async () => {
  expect(await lines("/v1/count/3")).toEqual([1, 2, 3].map((number) => ({ result: { number } })));
  expect(await lines("/library/count?count=1")).toEqual([{ result: { number: 1 } }]);
});

it("says in the last line what a stream failed with", async () => {
  expect(await lines("/v1/count/3?fail_after=1")).toEqual([
    { result: { number: 1 } },
    { error: { id: "library", code: 409, detail: "enough", status: "Conflict" } },
  ]);
});

it("gives a stream that fails before its first message a status", async () => {
  expect(await ask(url, "GET /v1/count/x")).toMatchObject({ status: 400 });
  expect(await ask(url, "GET /v1/count/0", { headers: { timeout: "x" } })).toMatchObject({ status: 400 });
});

it("ends a stream at the deadline that a client gave", async () => {
  const answer = await fetch(`${url}/v1/count/0`, { headers: { timeout: "0.1" } });
  const [last = ""] = (await answer.text()).trimEnd().split("\n").slice(-1);
  expect(JSON.parse(last)).toMatchObject({ error: { code: 504 } });
});

it("cancels the stream of a client that leaves, also of one that does not read", async () => {
  const { hostname, port } = new URL(url);
  const sent = request({ hostname, port, path: "/v1/count/0", agent: false }).end();
  const [answer] = await once(sent, "response");
  await once(answer, "readable");
  answer.destroy();
  await waitFor(() => expect(library.departures).toBe(1));
  expect(world.log.at(-1)).toMatchObject({ message: "GET /v1/count/0 499" });
});

it("refuses a method that takes a stream", async () => {
  const detail = "Library.Upload takes a stream of messages, which a request over HTTP is not";
  expect(await ask(url, "POST /v1/upload", { body: {} })).toMatchObject({ status: 501, body: { detail } });
});

it("ends streams when it closes, and lets other calls finish", async () => {
  const { client } = await world.start({ name: "caller" });
  const gateway = createGateway({ registry: world.registry, client, address: "127.0.0.1:0" });
  await gateway.start();
  const counting = await fetch(`${gateway.url}/v1/count/0`);
  const waiting = fetch(`${gateway.url}/v1/wait`, { headers: { timeout: "0.3" } });
  await waitFor(() => expect(library.arrivals).toBe(1));
  await Promise.all([gateway.close(), gateway.close()]);
  const [last = ""] = (await counting.text()).trimEnd().split("\n").slice(-1);
  expect(JSON.parse(last)).toMatchObject({ error: { code: 503, detail: "the gateway stops" } });
  expect((await waiting).status).toBe(504);
  await expect(fetch(`${gateway.url}/`)).rejects.toThrow();
});
