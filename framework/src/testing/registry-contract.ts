import assert from "node:assert/strict";
import type { Node, Registry, RegistryEvent, ServiceRecord } from "../registry/registry.js";
import type { ContractSuite } from "./contract-suite.js";

export interface RegistryContractOptions {
  /** Makes a registry that shares its world with every other one made during the same case. */
  readonly create: () => Registry;
}

/** What every registry must do: one case per MUST of `Registry`. */
export function registryContract(name: string, options: RegistryContractOptions): ContractSuite {
  const run = (body: (world: World) => Promise<void>) => async (): Promise<void> => {
    const world = new World(options.create);
    try {
      await body(world);
    } finally {
      await world.close();
    }
  };
  return {
    name: `registry contract: ${name}`,
    cases: [
      { name: "1. gives every version with all of its nodes", run: run(givesVersionsAndNodes) },
      { name: "1. gives what was registered, field by field", run: run(givesEveryField) },
      { name: "1. gives an empty list for a name that nobody registered", run: run(givesNothing) },
      { name: "2. takes a second register of the same node as a renewal", run: run(renews) },
      { name: "2. takes a register of a changed node as a replacement", run: run(replaces) },
      { name: "3. forgets on deregister the given nodes and no others", run: run(forgetsNodes) },
      { name: "4. reports each change once and in order to a watcher", run: run(reportsChanges) },
      { name: "4. reports the changes of one service to who watches that one", run: run(reportsOneService) },
      { name: "4. ends a watch without error when its signal aborts", run: run(endsWatch) },
      { name: "5. forgets a node whose TTL ran out", run: run(expires) },
      { name: "6. lists every service once, sorted", run: run(lists) },
      { name: "7. takes back on close what it registered, and ends its watches", run: run(closes) },
    ],
  };
}

/** The registries of one case, and names that no other case uses. */
class World {
  readonly #create: () => Registry;
  readonly #registries: Registry[] = [];
  readonly #unique = Math.random().toString(36).slice(2, 8);

  constructor(create: () => Registry) {
    this.#create = create;
  }

  registry(): Registry {
    const registry = this.#create();
    this.#registries.push(registry);
    return registry;
  }

  name(word: string): string {
    return `contract.${word}-${this.#unique}`;
  }

  service(word: string, version: string, nodes: readonly Node[]): ServiceRecord {
    return { name: this.name(word), version, metadata: {}, endpoints: [], nodes };
  }

  async close(): Promise<void> {
    for (const registry of this.#registries) await registry.close();
  }
}

function node(id: string, port = 8080): Node {
  return { id, address: "127.0.0.1", port, metadata: { protocol: "mucp" } };
}

/** `1.0: a b`, so that a failure reads well. */
function shape(services: readonly ServiceRecord[]): string[] {
  return services
    .map(
      ({ version, nodes }) =>
        `${version}: ${nodes
          .map(({ id }) => id)
          .sort()
          .join(" ")}`,
    )
    .sort();
}

async function givesVersionsAndNodes(world: World): Promise<void> {
  const [writer, reader] = [world.registry(), world.registry()];
  await writer.register(world.service("greeter", "1.0", [node("a")]));
  await writer.register(world.service("greeter", "1.0", [node("b", 8081)]));
  await reader.register(world.service("greeter", "2.0", [node("c", 8082)]));
  assert.deepEqual(shape(await reader.getService(world.name("greeter"))), ["1.0: a b", "2.0: c"]);
  assert.deepEqual(shape(await writer.getService(world.name("greeter"))), ["1.0: a b", "2.0: c"]);
}

async function givesEveryField(world: World): Promise<void> {
  const text = { name: "name", type: "string", values: null };
  const request = { name: "HelloRequest", type: "HelloRequest", values: [text] };
  const endpoint = { name: "Greeter.Hello", request, response: null, metadata: { stream: "false" } };
  const id = `${world.name("greeter")}-3f6d2a10-0c5e-4a7d-9a53-2f9c7b7a1e55`;
  const metadata = { protocol: "mucp", zone: "élan" };
  const registered: ServiceRecord = {
    ...world.service("greeter", "latest", [{ id, address: "127.0.0.1", port: 65_535, metadata }]),
    endpoints: [endpoint],
  };
  await world.registry().register(registered);
  assert.deepEqual(await world.registry().getService(registered.name), [registered]);
}

async function givesNothing(world: World): Promise<void> {
  const registry = world.registry();
  await registry.register(world.service("greeter", "1.0", [node("a")]));
  assert.deepEqual(await registry.getService(world.name("nobody")), []);
}

async function renews(world: World): Promise<void> {
  const registry = world.registry();
  const service = world.service("greeter", "1.0", [node("a")]);
  await registry.register(service);
  await registry.register(service);
  assert.deepEqual(await world.registry().getService(service.name), [service]);
}

async function replaces(world: World): Promise<void> {
  const [writer, reader] = [world.registry(), world.registry()];
  await writer.register(world.service("greeter", "1.0", [node("a", 1000)]));
  const moved = world.service("greeter", "1.1", [node("a", 2000)]);
  await writer.register(moved);
  assert.deepEqual(await reader.getService(moved.name), [moved]);
}

async function forgetsNodes(world: World): Promise<void> {
  const [writer, reader] = [world.registry(), world.registry()];
  await writer.register(world.service("greeter", "1.0", [node("a"), node("b")]));
  await writer.register(world.service("greeter", "2.0", [node("c")]));
  await writer.deregister(world.service("greeter", "1.0", [node("a")]));
  assert.deepEqual(shape(await reader.getService(world.name("greeter"))), ["1.0: b", "2.0: c"]);
  await writer.deregister(world.service("greeter", "1.0", [node("b")]));
  assert.deepEqual(shape(await reader.getService(world.name("greeter"))), ["2.0: c"]);
}

async function take(events: AsyncIterator<RegistryEvent>, count: number): Promise<string[]> {
  const seen: string[] = [];
  while (seen.length < count) {
    const { value, done } = await events.next();
    assert.equal(done, false, `the watch ended after ${seen.join(", ")}`);
    const { action, service } = value as RegistryEvent;
    seen.push(`${action} ${service.nodes.map(({ id, port }) => `${id}:${port}`).join(" ")}`);
  }
  return seen;
}

async function reportsChanges(world: World): Promise<void> {
  const [writer, watcher] = [world.registry(), world.registry()];
  const name = world.name("greeter");
  const events = watcher.watch({ service: name })[Symbol.asyncIterator]();
  await watcher.getService(name);
  await writer.register(world.service("greeter", "1.0", [node("a", 1)]));
  assert.deepEqual(await take(events, 1), ["create a:1"]);
  await writer.register(world.service("greeter", "1.0", [node("a", 1)]));
  await writer.register(world.service("greeter", "1.0", [node("a", 2)]));
  assert.deepEqual(await take(events, 1), ["update a:2"]);
  await writer.register(world.service("greeter", "1.0", [node("b", 3)]));
  assert.deepEqual(await take(events, 1), ["create b:3"]);
  await writer.deregister(world.service("greeter", "1.0", [node("a", 2)]));
  await writer.deregister(world.service("greeter", "1.0", [node("b", 3)]));
  assert.deepEqual(await take(events, 2), ["delete a:2", "delete b:3"]);
  await events.return?.();
}

async function reportsOneService(world: World): Promise<void> {
  const [writer, watcher] = [world.registry(), world.registry()];
  const events = watcher.watch({ service: world.name("second") })[Symbol.asyncIterator]();
  await watcher.getService(world.name("second"));
  await writer.register(world.service("first", "1.0", [node("a", 1)]));
  await writer.register(world.service("second", "1.0", [node("b", 2)]));
  assert.deepEqual(await take(events, 1), ["create b:2"]);
  await events.return?.();
}

async function endsWatch(world: World): Promise<void> {
  const registry = world.registry();
  const abort = new AbortController();
  const events = registry.watch({ signal: abort.signal })[Symbol.asyncIterator]();
  const waiting = events.next();
  abort.abort();
  assert.equal((await waiting).done, true);
  assert.equal((await events.next()).done, true);
}

async function expires(world: World): Promise<void> {
  const [writer, watcher] = [world.registry(), world.registry()];
  const name = world.name("greeter");
  const events = watcher.watch({ service: name })[Symbol.asyncIterator]();
  await watcher.getService(name);
  await writer.register(world.service("greeter", "1.0", [node("a", 1)]), { ttlMs: 50 });
  await writer.register(world.service("greeter", "1.0", [node("b", 2)]));
  assert.deepEqual((await take(events, 3)).sort(), ["create a:1", "create b:2", "delete a:1"]);
  assert.deepEqual(shape(await watcher.getService(name)), ["1.0: b"]);
  await events.return?.();
}

async function lists(world: World): Promise<void> {
  const [first, second] = [world.registry(), world.registry()];
  await first.register(world.service("b", "1.0", [node("a"), node("b")]));
  await second.register(world.service("b", "2.0", [node("c")]));
  await second.register(world.service("a", "1.0", [node("d")]));
  await second.register(world.service("c", "1.0", [node("e")]));
  await second.deregister(world.service("c", "1.0", [node("e")]));
  const ours = new Set([world.name("a"), world.name("b"), world.name("c")]);
  const listed = (await first.listServices()).filter((name) => ours.has(name));
  assert.deepEqual(listed, [world.name("a"), world.name("b")]);
}

async function closes(world: World): Promise<void> {
  const [closing, staying] = [world.registry(), world.registry()];
  await closing.register(world.service("greeter", "1.0", [node("a")]));
  await staying.register(world.service("greeter", "1.0", [node("b")]));
  const events = closing.watch()[Symbol.asyncIterator]();
  await closing.close();
  await closing.close();
  while (!(await events.next()).done);
  assert.deepEqual(shape(await staying.getService(world.name("greeter"))), ["1.0: b"]);
}
