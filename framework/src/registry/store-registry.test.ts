import {
  createStoreRegistry,
  type NodeTable,
  type RegistryStore,
  type ServiceRecord,
} from "@ts-micro/framework";
import { registryContract } from "@ts-micro/framework/testing";
import { beforeEach, describe, expect, it } from "vitest";

/** A server that is a list in this process. */
class ListServer {
  readonly entries = new Map<string, ServiceRecord>();
  readonly followers = new Set<() => void>();
  readonly expiries = new Map<string, NodeJS.Timeout>();

  change(): void {
    for (const follower of this.followers) follower();
  }
}

class ListStore implements RegistryStore {
  readonly name = "list";
  readonly #server: ListServer;

  constructor(server: ListServer) {
    this.#server = server;
  }

  async put(service: ServiceRecord, ttlMs?: number): Promise<void> {
    const key = keyOf(service);
    clearTimeout(this.#server.expiries.get(key));
    if (ttlMs !== undefined)
      this.#server.expiries.set(
        key,
        setTimeout(() => this.remove(service), ttlMs),
      );
    this.#server.entries.set(key, service);
    this.#server.change();
  }

  async remove(service: ServiceRecord): Promise<void> {
    this.#server.entries.delete(keyOf(service));
    this.#server.change();
  }

  async read(service: string): Promise<readonly ServiceRecord[]> {
    return [...this.#server.entries.values()].filter(({ name }) => name === service);
  }

  async names(): Promise<readonly string[]> {
    return Array.from(this.#server.entries.values(), ({ name }) => name);
  }

  async follow(service: string | undefined, nodes: NodeTable, signal: AbortSignal): Promise<void> {
    const follower = async (): Promise<void> => {
      for (const name of service === undefined ? await this.names() : [service])
        nodes.replace(name, await this.read(name));
    };
    this.#server.followers.add(follower);
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    this.#server.followers.delete(follower);
  }
}

function keyOf({ name, nodes }: ServiceRecord): string {
  return `${name}/${nodes[0]?.id}`;
}

let server = new ListServer();
beforeEach(() => {
  server = new ListServer();
});

const suite = registryContract("a store", { create: () => createStoreRegistry(new ListStore(server)) });
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});

describe("store registry", () => {
  it("ends a watch with the error of a server that fails", async () => {
    const store = new ListStore(server);
    store.follow = () => Promise.reject(new Error("the server is gone"));
    const changes = createStoreRegistry(store).watch()[Symbol.asyncIterator]();
    await expect(changes.next()).rejects.toThrow("the server is gone");
    expect((await changes.next()).done).toBe(true);
  });

  it("closes when the server fails, and says what it could not take back", async () => {
    const store = new ListStore(server);
    store.remove = () => Promise.reject(new Error("the server is gone"));
    const warnings: unknown[] = [];
    const warn = (message: string, fields?: unknown): void => void warnings.push([message, fields]);
    const logger = { debug: warn, info: warn, warn, error: warn };
    const registry = createStoreRegistry(store, { logger });
    const node = { id: "a", address: "127.0.0.1", port: 80, metadata: {} };
    await registry.register({ name: "greeter", version: "1.0", metadata: {}, endpoints: [], nodes: [node] });
    await registry.close();
    expect(warnings).toEqual([
      [
        "could not take back a node at the list registry",
        { service: "greeter", error: new Error("the server is gone") },
      ],
    ]);
  });
});
