import assert from "node:assert/strict";
import { MicroError } from "../errors/micro-error.js";
import type { Logger } from "../logger/logger.js";
import type {
  LookupOptions,
  Registry,
  RegistryEvent,
  ServiceRecord,
  WatchOptions,
} from "../registry/registry.js";
import type { Selection, Selector } from "../selector/selector.js";
import type { ContractSuite } from "./contract-suite.js";

export interface SelectorContractOptions {
  /** Makes a selector that asks this registry about every change at once, and sets failed nodes aside for an hour. */
  readonly create: (registry: Registry, logger: Logger) => Selector;
  /** Makes a registry for it to ask: the memory registry does well. */
  readonly createRegistry: () => Registry;
}

/** What every selector on a registry must do: one case per MUST of `Selector`. */
export function selectorContract(name: string, options: SelectorContractOptions): ContractSuite {
  const run = (body: (world: World) => Promise<void>) => async (): Promise<void> => {
    const world = new World(options);
    try {
      await body(world);
    } finally {
      await world.close();
    }
  };
  return {
    name: `selector contract: ${name}`,
    cases: [
      { name: "1. rejects with 404 that names a service nobody registered", run: run(unknownService) },
      { name: "1. throws 503 when the filters leave no node", run: run(nothingLeft) },
      { name: "1. gives a node and the version it runs", run: run(selects) },
      { name: "2. sets a node aside that could not be reached", run: run(setsAside) },
      { name: "2. uses nodes that were set aside when no other is left", run: run(usesLast) },
      { name: "3. uses a node again at once after a success", run: run(restores) },
      { name: "4. answers without a promise once it knows the service", run: run(answersAtOnce) },
      { name: "4. follows what is registered and deregistered", run: run(follows) },
      { name: "5. goes on with what it knew when the registry fails, and says so", run: run(staysUp) },
    ],
  };
}

class World {
  readonly registry: FailingRegistry;
  readonly warnings: string[] = [];
  readonly selector: Selector;

  constructor({ create, createRegistry }: SelectorContractOptions) {
    this.registry = new FailingRegistry(createRegistry());
    const warn = (message: string): number => this.warnings.push(message);
    const quiet = (): void => {};
    this.selector = create(this.registry, { debug: quiet, info: quiet, warn, error: warn });
  }

  async register(version: string, ...ids: string[]): Promise<void> {
    await this.registry.register(greeter(version, ids));
  }

  /** The nodes that so many selections give. Each is marked as a success, or left unmarked. */
  async nodes(count: number, mark = true): Promise<string[]> {
    const ids = new Set<string>();
    for (let i = 0; i < count; i++) {
      const selection = await this.selector.select("greeter");
      ids.add(selection.node.id);
      if (mark) this.selector.mark(selection);
    }
    return [...ids].sort();
  }

  async pick(id: string): Promise<Selection> {
    return this.selector.select("greeter", {
      strategy: (candidates) =>
        candidates.find(({ node }) => node.id === id) ?? assert.fail(`${id} is no candidate`),
    });
  }

  async close(): Promise<void> {
    await this.selector.close();
    await this.selector.close();
    await this.registry.close();
  }
}

/** A registry whose lookups can be made to fail. */
class FailingRegistry implements Registry {
  readonly #inner: Registry;
  readonly name: string;
  failing = false;

  constructor(inner: Registry) {
    this.#inner = inner;
    this.name = inner.name;
  }

  async getService(name: string, options?: LookupOptions): Promise<ServiceRecord[]> {
    if (this.failing) throw new Error("registry is down");
    return this.#inner.getService(name, options);
  }

  register(service: ServiceRecord): Promise<void> {
    return this.#inner.register(service);
  }

  deregister(service: ServiceRecord): Promise<void> {
    return this.#inner.deregister(service);
  }

  listServices(): Promise<string[]> {
    return this.#inner.listServices();
  }

  watch(options?: WatchOptions): AsyncIterable<RegistryEvent> {
    return this.#inner.watch(options);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function greeter(version: string, ids: readonly string[]): ServiceRecord {
  const nodes = ids.map((id, i) => ({ id, address: "127.0.0.1", port: 9000 + i, metadata: {} }));
  return { name: "greeter", version, metadata: {}, endpoints: [], nodes };
}

function isMicroError(code: number, words: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof MicroError, String(error));
    assert.equal(error.code, code);
    assert.match(error.detail, words);
    return true;
  };
}

async function unknownService({ selector }: World): Promise<void> {
  await assert.rejects(async () => selector.select("nobody"), isMicroError(404, /nobody/));
}

async function nothingLeft(world: World): Promise<void> {
  await world.register("1.0", "a");
  const none = { filters: [() => []] };
  await assert.rejects(async () => world.selector.select("greeter", none), isMicroError(503, /greeter/));
  await assert.rejects(async () => world.selector.select("greeter", none), isMicroError(503, /greeter/));
}

async function selects(world: World): Promise<void> {
  await world.register("1.0", "a");
  await world.register("2.0", "b");
  assert.deepEqual(await world.nodes(200), ["a", "b"]);
  assert.equal((await world.pick("a")).service.version, "1.0");
  assert.equal((await world.pick("b")).service.version, "2.0");
}

async function setsAside(world: World): Promise<void> {
  await world.register("1.0", "a", "b", "c");
  world.selector.mark(await world.pick("b"), new Error("refused"));
  assert.deepEqual(await world.nodes(200), ["a", "c"]);
}

async function usesLast(world: World): Promise<void> {
  await world.register("1.0", "a", "b");
  world.selector.mark(await world.pick("a"), new Error("refused"));
  world.selector.mark(await world.pick("b"), new Error("refused"));
  assert.deepEqual(await world.nodes(200, false), ["a", "b"]);
}

async function restores(world: World): Promise<void> {
  await world.register("1.0", "a", "b");
  const earlier = await world.pick("a");
  world.selector.mark(await world.pick("a"), new Error("refused"));
  assert.deepEqual(await world.nodes(100), ["b"]);
  world.selector.mark(earlier);
  assert.deepEqual(await world.nodes(200), ["a", "b"]);
}

async function answersAtOnce(world: World): Promise<void> {
  await world.register("1.0", "a");
  world.selector.mark(await world.selector.select("greeter"));
  const selection = world.selector.select("greeter");
  assert.ok(!(selection instanceof Promise), "a promise came although the service is known");
  assert.equal(selection.node.id, "a");
}

async function follows(world: World): Promise<void> {
  await world.register("1.0", "a");
  assert.deepEqual(await world.nodes(10), ["a"]);
  await world.register("1.0", "b");
  while (!(await world.nodes(10)).includes("b"));
  await world.registry.deregister(greeter("1.0", ["a"]));
  while ((await world.nodes(10)).includes("a"));
  await world.registry.deregister(greeter("1.0", ["b"]));
  const gone = async (): Promise<boolean> => {
    try {
      world.selector.mark(await world.selector.select("greeter"));
      return false;
    } catch (error) {
      return isMicroError(404, /greeter/)(error);
    }
  };
  while (!(await gone()));
}

async function staysUp(world: World): Promise<void> {
  await world.register("1.0", "a");
  assert.deepEqual(await world.nodes(1), ["a"]);
  world.registry.failing = true;
  while (world.warnings.length === 0) {
    assert.deepEqual(await world.nodes(1), ["a"]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(await world.nodes(1), ["a"]);
}
