/*
 * A service under full load by its own client, for some seconds. It prints how many bytes live on the heap after
 * a tenth of the time, and at the end.
 */
import { createMemoryRegistry, createService, silentLogger } from "@ts-micro/framework";
import { createGreeterClient, registerGreeterHandler } from "../../framework/test/gen/greeter.micro.js";

const seconds = Number(process.argv[2]);
const service = createService({
  name: "greeter",
  address: "127.0.0.1:0",
  registry: createMemoryRegistry(),
  logger: silentLogger,
  args: [],
  env: {},
});
registerGreeterHandler(
  service.server,
  {
    hello: async ({ name }) => ({ message: `Hello ${name}` }),
    async *watch({ name }) {
      for (let i = 0; i < 10; i += 1) yield { message: name };
    },
  },
  { partial: true },
);
await service.start();
const greeter = createGreeterClient(service.client, { service: "greeter" });

const begun = performance.now();
const elapsed = () => (performance.now() - begun) / 1000;
let calls = 0;

async function load(until: number): Promise<void> {
  while (elapsed() < until) {
    calls += 1;
    const metadata = { "X-Call": String(calls) };
    await greeter.hello({ name: "John" }, { metadata, signal: new AbortController().signal });
    if (calls % 50 === 0) for await (const _ of greeter.watch({ name: "John" }));
    if (calls % 1000 === 0) await greeter.hello({ name: "John" }, { timeoutMs: 0.001 }).catch(() => {});
  }
}

async function heapAfter(until: number): Promise<number> {
  await Promise.all(Array.from({ length: 64 }, () => load(until)));
  for (let i = 0; i < 3; i += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return process.memoryUsage().heapUsed;
}

const early = await heapAfter(seconds / 10);
const late = await heapAfter(seconds);
await service.close();
console.log(JSON.stringify({ calls, early, late }));
