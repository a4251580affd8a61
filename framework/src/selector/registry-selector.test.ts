import {
  type Candidate,
  createMemoryRegistry,
  createRegistrySelector,
  filterEndpoint,
  filterLabel,
  filterVersion,
  leastInFlight,
  type Registry,
  roundRobin,
  type SelectOptions,
  type Selector,
  type Strategy,
} from "@ts-micro/framework";
import { selectorContract } from "@ts-micro/framework/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const anHour = 3_600_000;
const suite = selectorContract("registry", {
  createRegistry: () => createMemoryRegistry(),
  create: (registry, logger) =>
    createRegistrySelector({ registry, logger, refreshMs: 1, setAsideMs: anHour, maxSetAsideMs: anHour }),
});
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});

let registry: Registry;
let selector: Selector;
afterEach(async () => {
  vi.useRealTimers();
  await selector.close();
});
beforeEach(async () => {
  registry = createMemoryRegistry();
  selector = createRegistrySelector({ registry });
  await register("1.0", ["a", "b"], "Greeter.Hello");
  await register("2.0", ["c"], "Greeter.Chat");
});

async function register(version: string, ids: readonly string[], endpoint: string): Promise<void> {
  await registry.register({
    name: "greeter",
    version,
    metadata: {},
    endpoints: [{ name: endpoint, request: null, response: null, metadata: {} }],
    nodes: ids.map((id) => ({ id, address: "127.0.0.1", port: 80, metadata: { zone: id } })),
  });
}

async function select(count: number, options: SelectOptions): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push((await selector.select("greeter", options)).node.id);
  return ids;
}

describe("filters", () => {
  it.each([
    ["by endpoint", [filterEndpoint("Greeter.Chat")], ["c"]],
    ["by label", [filterLabel("zone", "b")], ["b"]],
    ["by version", [filterVersion("1.0")], ["a", "b"]],
    ["one after the other", [filterVersion("1.0"), filterLabel("zone", "a")], ["a"]],
  ])("keep nodes %s", async (_how, filters, expected) => {
    expect([...new Set(await select(100, { filters }))].sort()).toEqual(expected);
  });
});

describe("strategies", () => {
  it("round robin takes each node in turn", async () => {
    const ids = await select(6, { strategy: roundRobin() });
    expect(ids.slice(0, 3).sort()).toEqual(["a", "b", "c"]);
    expect(ids.slice(3)).toEqual(ids.slice(0, 3));
  });

  it("round robin reaches each node under filters that take turns", async () => {
    await register("2.0", ["d"], "Greeter.Chat");
    const strategy = roundRobin();
    const ids: string[] = [];
    for (let i = 0; i < 20; i++) {
      ids.push(...(await select(1, { strategy, filters: [filterVersion(i % 2 === 0 ? "1.0" : "2.0")] })));
    }
    expect(["a", "b", "c", "d"].map((id) => ids.filter((it) => it === id).length)).toEqual([5, 5, 5, 5]);
  });

  it("least in flight takes the node with the fewest open calls", async () => {
    const strategy = leastInFlight();
    expect((await select(3, { strategy })).sort()).toEqual(["a", "b", "c"]);
    const fourth = await selector.select("greeter", { strategy });
    const fifth = await selector.select("greeter", { strategy });
    const sixth = await selector.select("greeter", { strategy });
    selector.mark(fifth);
    expect((await selector.select("greeter", { strategy })).node.id).toBe(fifth.node.id);
    expect(new Set([fourth, fifth, sixth].map(({ node }) => node.id)).size).toBe(3);
  });

  it("may not answer with a node that was not offered", async () => {
    const strategy = () => undefined as never;
    await expect(select(1, { strategy })).rejects.toThrow("strategy: expected one of the candidates");
  });
});

describe("registry selector", () => {
  it("tries a node that was set aside again with one call at a time", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const filters = [filterVersion("1.0")];
    const failed = await selector.select("greeter", { strategy: (all) => all[0] as Candidate });
    selector.mark(failed, new Error("refused"));
    expect(await select(50, { filters })).not.toContain(failed.node.id);

    vi.setSystemTime(Date.now() + 1_001);
    const strategy: Strategy = (all) =>
      all.find(({ node }) => node.id === failed.node.id) ?? (all[0] as Candidate);
    const probe = await selector.select("greeter", { filters, strategy });
    expect(probe.node.id).toBe(failed.node.id);
    expect(await select(50, { filters })).not.toContain(failed.node.id);

    selector.mark(probe);
    expect(await select(50, { filters })).toContain(failed.node.id);
  });

  it("gives up waiting for the registry when the caller does", async () => {
    const abort = new AbortController();
    abort.abort(new Error("enough"));
    await expect(async () => selector.select("greeter", { signal: abort.signal })).rejects.toThrow("enough");
  });

  it("answers 503 while the registry fails and nothing is known", async () => {
    await registry.close();
    await expect(async () => selector.select("greeter")).rejects.toMatchObject({ code: 503 });
  });

  it("refuses a time that is none, naming the option", () => {
    expect(() => createRegistrySelector({ registry, refreshMs: -1 })).toThrow(
      "Expected the selector option `refreshMs` to be a number of milliseconds above 0, or Infinity, got `-1`",
    );
  });
});
