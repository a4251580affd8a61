import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import {
  type Attempt,
  createMemoryRegistry,
  createMemoryStore,
  createRegistrySelector,
  createService,
  type Node,
  type Registry,
  type Service,
  type ServiceOptions,
  silentLogger,
} from "@ts-micro/framework";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  createGreeterClient,
  type GreeterClient,
  registerGreeterHandler,
} from "../../framework/test/gen/greeter.micro.js";
import { scale } from "./scale.js";

interface RunningNode {
  readonly node: Node;
  readonly child: ChildProcess;
}

const program = new URL("greeter-node.ts", import.meta.url).pathname;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function startNode(id: string): Promise<RunningNode> {
  const child = spawn(process.execPath, ["--import", "tsx", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [address] = await once(createInterface({ input: child.stdout }), "line");
  const [host, port] = String(address).split(":");
  const metadata = { transport: "http", protocol: "mucp" };
  return { child, node: { id, address: host ?? "", port: Number(port), metadata } };
}

const recordOf = (nodes: readonly RunningNode[]) => ({
  name: "greeter",
  version: "latest",
  metadata: {},
  endpoints: [],
  nodes: nodes.map((it) => it.node),
});

function createGreeter(options: Partial<ServiceOptions>): GreeterClient {
  const service = createService({ name: "load", logger: silentLogger, args: [], env: {}, ...options });
  onTestFinished(() => service.close());
  return createGreeterClient(service.client, { service: "greeter" });
}

interface Load {
  stop(): Promise<{ readonly calls: number; readonly errors: readonly unknown[]; readonly mixedUp: number }>;
}

/** Keeps sixteen calls in flight; each must be answered by its own reply. */
function startLoad(greeter: GreeterClient): Load {
  const errors: unknown[] = [];
  let calls = 0;
  let mixedUp = 0;
  let running = true;
  const worker = async (id: number): Promise<void> => {
    while (running) {
      const name = `${id}-${calls}`;
      calls += 1;
      try {
        const { message } = await greeter.hello({ name });
        if (message !== `Hello ${name}`) mixedUp += 1;
      } catch (error) {
        errors.push(error);
      }
    }
  };
  const workers = Array.from({ length: 16 }, (_, id) => worker(id));
  return {
    async stop() {
      running = false;
      await Promise.all(workers);
      return { calls, errors, mixedUp };
    },
  };
}

describe("three nodes under load", () => {
  it("lose one of them without a failed call, and leave it alone from then on", async () => {
    const nodes = await Promise.all(["a", "b", "c"].map(startNode));
    const registry = createMemoryRegistry();
    await registry.register(recordOf(nodes));
    const failedAt: number[] = [];
    const watchDead = (next: (attempt: Attempt) => Promise<never>) => (attempt: Attempt) =>
      next(attempt).catch((error) => {
        if (attempt.selection.node.id === "a") failedAt.push(performance.now());
        throw error;
      });
    const greeter = createGreeter({ registry, wrapCall: [watchDead as never] });
    const load = startLoad(greeter);
    await wait(500);
    nodes[0]?.child.kill("SIGKILL");
    await wait(3000);
    const { calls, errors, mixedUp } = await load.stop();
    expect({ errors, mixedUp }).toEqual({ errors: [], mixedUp: 0 });
    expect(calls).toBeGreaterThan(1000);
    // Some calls were on their way when it died; after a second, only single attempts ask whether it is back.
    const [first = 0] = failedAt;
    expect(failedAt.length).toBeGreaterThan(0);
    expect(failedAt.filter((it) => it > first + 1000).length).toBeLessThanOrEqual(5);
  });

  it("are all restarted, and are called again", async () => {
    const registry = createMemoryRegistry();
    const before = await Promise.all(["a", "b", "c"].map(startNode));
    await registry.register(recordOf(before));
    const greeter = createGreeter({ registry });
    expect(await greeter.hello({ name: "x" })).toEqual({ message: "Hello x" });
    for (const { child } of before) child.kill("SIGKILL");
    await expect(greeter.hello({ name: "x" })).rejects.toMatchObject({ code: 503 });
    await registry.deregister(recordOf(before));
    await registry.register(recordOf(await Promise.all(["d", "e", "f"].map(startNode))));
    for (let i = 0; i < 30; i += 1)
      expect(await greeter.hello({ name: "x" })).toEqual({ message: "Hello x" });
  });

  it("are called on while the registry is gone", async () => {
    const nodes = await Promise.all(["a", "b"].map(startNode));
    const memory = createMemoryRegistry();
    await memory.register(recordOf(nodes));
    let gone = false;
    const whenThere = <T>(answer: () => T): T => {
      if (gone) throw new Error("the registry is gone");
      return answer();
    };
    const registry: Registry = Object.assign(Object.create(memory), {
      getService: async (name: string) => whenThere(() => memory.getService(name)),
      watch: (options: object) => whenThere(() => memory.watch(options)),
      close: () => memory.close(),
    });
    const selector = createRegistrySelector({ registry, refreshMs: 50 });
    const load = startLoad(createGreeter({ registry, selector }));
    await wait(200);
    gone = true;
    await wait(scale({ short: 2_000, full: 60_000 }));
    const { errors, mixedUp } = await load.stop();
    await selector.close();
    expect({ errors, mixedUp }).toEqual({ errors: [], mixedUp: 0 });
  });
});

describe("a node under load that is replaced and closed, again and again", () => {
  it("fails no call, even of callers that do not try again", async () => {
    const store = createMemoryStore();
    const start = async (): Promise<Service> => {
      const registry = createMemoryRegistry({ store });
      const logger = silentLogger;
      const service = createService({
        name: "greeter",
        address: "127.0.0.1:0",
        registry,
        logger,
        args: [],
        env: {},
      });
      const hello = async ({ name }: { name: string }) => {
        await wait(1);
        return { message: `Hello ${name}` };
      };
      registerGreeterHandler(service.server, { hello }, { partial: true });
      await service.start();
      return service;
    };
    let current = await start();
    const load = startLoad(
      createGreeter({ registry: createMemoryRegistry({ store }), callOptions: { retries: 0 } }),
    );
    for (let i = 0; i < scale({ short: 20, full: 200 }); i += 1) {
      const next = await start();
      await current.close();
      current = next;
      await wait(20);
    }
    const { calls, errors, mixedUp } = await load.stop();
    await current.close();
    expect({ errors, mixedUp }).toEqual({ errors: [], mixedUp: 0 });
    expect(calls).toBeGreaterThan(100);
  });
});
