import { createServer } from "node:net";
import { beforeEach, describe, expect, it } from "vitest";
import { registerGreeterHandler } from "../../examples/greeter/src/gen/greeter/v1/greeter.micro.js";
import { greeterHandler } from "../../examples/greeter/src/handler/greeter.js";
import { ask, type Reply } from "./ask.js";
import { createGatewayWorld, type GatewayWorld } from "./gateway-world.js";
import { registerLibraryHandler } from "./gen/library/v1/library.micro.js";
import { createLibrary } from "./library.js";
import { waitFor } from "./wait-for.js";

let world: GatewayWorld;
beforeEach(() => {
  world = createGatewayWorld();
});

/** Asks until a question has an answer of this status. */
async function untilAnswered(url: string, target: string, status: number): Promise<Reply> {
  return await waitFor(async () => {
    const reply = await ask(url, target);
    expect(reply.status).toBe(status);
    return reply;
  });
}

describe("services that come and go", () => {
  it("bring their routes, and take them along", async () => {
    const url = await world.startGateway();
    await untilAnswered(url, "GET /v1/shelves/7", 404);
    const library = await world.start({}, ({ server }) => registerLibraryHandler(server, createLibrary()));
    await untilAnswered(url, "GET /v1/shelves/7", 200);
    await untilAnswered(url, "GET /library/echo", 200);
    await library.close();
    await untilAnswered(url, "GET /v1/shelves/7", 404);
    await untilAnswered(url, "GET /library/echo", 404);
  });

  it("are described again by a new node, which may run newer code", async () => {
    const url = await world.startGateway();
    const old = await world.start({}, ({ server }) => registerGreeterHandler(server, greeterHandler));
    await untilAnswered(url, "GET /library/echo", 404);
    expect(await untilAnswered(url, "GET /v1/shelves/7", 404)).toBeDefined();
    await world.startLibrary();
    await untilAnswered(url, "GET /v1/shelves/7", 200);
    await old.close();
    await untilAnswered(url, "GET /v1/shelves/7", 200);
  });

  it("are called in those of their versions that have the endpoint", async () => {
    await world.start({ version: "1" }, ({ server }) => registerGreeterHandler(server, greeterHandler));
    await world.startLibrary({ version: "2" });
    const url = await world.startGateway();
    const calls = Array.from({ length: 20 }, () => ask(url, "GET /v1/shelves/7"));
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
    for (let turn = 0; turn < 5; turn += 1) expect((await ask(url, "GET /library/echo")).status).toBe(200);
    const greeted = await ask(url, "POST /library/greeter/hello", { body: { name: "John" } });
    expect(greeted.body).toEqual({ message: "Hello John" });
  });

  it("may register a node that nobody answers for, beside one that lives", async () => {
    const service = await world.start({}, ({ server }) => registerLibraryHandler(server, createLibrary()));
    const [record] = await world.registry.getService("library");
    const [node] = record?.nodes ?? [];
    if (record === undefined || node === undefined) throw new Error("expected a node");
    await world.registry.register({ ...record, version: "dead", nodes: [{ ...node, id: "dead", port: 1 }] });
    const url = await world.startGateway();
    expect((await ask(url, "GET /")).status).toBe(200);
    await untilAnswered(url, "GET /v1/shelves/7", 200);
    await service.close();
    await untilAnswered(url, "GET /v1/shelves/7", 404);
    expect((await ask(url, "GET /library/echo")).status).toBe(503);
  });
});

describe("two services with one route", () => {
  it("leave it to the first, with a warning, until that goes", async () => {
    const first = await world.start({ name: "b" }, ({ server }) =>
      registerLibraryHandler(server, createLibrary()),
    );
    const url = await world.startGateway();
    await world.startLibrary({ name: "a" });
    await untilAnswered(url, "GET /a/echo", 404);
    await waitFor(() =>
      expect(world.log.map((it) => it.message)).toContain(
        "GET /v1/{name=shelves/*} of a Library.GetShelf is left out: b Library.GetShelf has it",
      ),
    );
    const { body } = await ask(url, "GET /");
    const owners = (body as { routes: { service: string }[] }).routes.map((it) => it.service);
    expect(new Set(owners)).toEqual(new Set(["b"]));
    await first.close();
    await waitFor(async () => {
      const { body } = await ask(url, "GET /");
      expect((body as { routes: { service: string }[] }).routes[0]?.service).toBe("a");
    });
    const warnings = world.log.filter((it) => it.message.includes("is left out"));
    expect(new Set(warnings.map((it) => it.message)).size).toBe(warnings.length);
  });
});

describe("a namespace", () => {
  it("bounds what is reached, by whatever way", async () => {
    await world.startLibrary({ name: "shop.library" });
    await world.startLibrary({ name: "shopping" });
    await world.startLibrary({ name: "other" });
    const url = await world.startGateway({ namespace: "shop" });
    expect((await ask(url, "GET /")).body).toMatchObject({ services: ["shop.library"] });
    expect((await ask(url, "GET /v1/shelves/7")).status).toBe(200);
    expect((await ask(url, "GET /library/library/echo")).status).toBe(200);
    expect((await ask(url, "GET /other/library/echo")).body).toMatchObject({
      code: 404,
      detail: 'there is no route GET /other/library/echo, and no service "shop.other" is registered',
    });
    const rpc = (service: string) =>
      ask(url, "POST /rpc", { body: { service, endpoint: "Library.Echo", request: {} } });
    expect((await rpc("shop.library")).status).toBe(200);
    expect((await rpc("shopping")).status).toBe(404);
    expect((await rpc("other")).status).toBe(404);
  });
});

it("starts while the registry fails, and finds services when it does no longer", async () => {
  await world.startLibrary();
  let fails = true;
  const { registry } = world;
  const failing = {
    ...registry,
    name: "failing",
    listServices: () => (fails ? Promise.reject(new Error("no registry")) : registry.listServices()),
    getService: (name: string) => registry.getService(name),
    watch: () => registry.watch(),
  };
  const url = await world.startGateway({ registry: failing as typeof registry });
  expect((await ask(url, "GET /v1/shelves/7")).status).toBe(404);
  expect(world.log.map((it) => it.message)).toContain("The registry failed; going on with what is known");
  fails = false;
  await world.startLibrary();
  await untilAnswered(url, "GET /v1/shelves/7", 200);
});

it("refuses an address that is taken, in a line", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await waitFor(() => expect(taken.listening).toBe(true));
  const { port } = taken.address() as { port: number };
  await expect(world.startGateway({ address: `127.0.0.1:${port}` })).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port}: the port is in use; choose another, or port 0 for any that is free`,
  );
  taken.close();
});
