import {
  createHttpTransport,
  createMemoryRegistry,
  createMemoryTransport,
  createService,
  type Registry,
  type Service,
  type ServiceRecord,
  silentLogger,
  type Transport,
} from "@ts-micro/framework";
import { type Caller, type Contender, greet, type Served, streamedText, timeoutMs } from "../contender.js";
import {
  createGreeterClient,
  type GreeterHandler,
  registerGreeterHandler,
} from "../gen/bench/v1/bench.micro.js";

const handler: GreeterHandler = {
  hello: ({ name }) => ({ message: greet(name) }),
  async *count({ count }) {
    for (let number = 1; number <= count; number++) yield { number, text: streamedText };
  },
};

/** The whole framework: generated stub, discovery, metadata, deadline; Go Micro's wire. */
export const microHttp: Contender = {
  name: "micro http",
  serve: () => serve(createHttpTransport()),
  connect: (place) => connect(place, createHttpTransport()),
};

/** The same, towards a server that does not say that it answers in any order: as to a Go Micro service. */
export const microHttpInOrder: Contender = {
  name: "micro http, one call per connection",
  serve: microHttp.serve,
  connect: (place) => connect(withoutPipelining(place), createHttpTransport()),
};

const memoryRegistry = createMemoryRegistry();
const memoryTransport = createMemoryTransport();

/** Client and server in one process. */
export const microMemory: Contender = {
  name: "micro memory",
  inProcess: true,
  serve: () => serve(memoryTransport, memoryRegistry),
  connect: async () =>
    callerOf(createBenchService({ name: "bench", transport: memoryTransport, registry: memoryRegistry })),
};

export async function serve(transport: Transport, registry = createMemoryRegistry()): Promise<Served> {
  const service = createBenchService({ name: "greeter", transport, registry });
  registerGreeterHandler(service.server, handler);
  await service.start();
  const place = JSON.stringify(await registry.getService("greeter"));
  return { place, close: () => service.close() };
}

export async function connect(place: string, transport: Transport): Promise<Caller> {
  const registry = createMemoryRegistry();
  for (const record of JSON.parse(place) as ServiceRecord[]) await registry.register(record);
  return callerOf(createBenchService({ name: "bench", transport, registry }));
}

function callerOf(service: Service): Caller {
  const greeter = createGreeterClient(service.client, { service: "greeter", timeoutMs });
  let id = 0;
  return {
    async hello(name) {
      const { message } = await greeter.hello({ name }, { metadata: { "request-id": String(id++) } });
      return message;
    },
    async count(count) {
      let received = 0;
      for await (const { number } of greeter.count({ count })) if (number > 0) received++;
      return received;
    },
    close: () => service.close(),
  };
}

function createBenchService(parts: { name: string; transport: Transport; registry: Registry }): Service {
  const { name, transport, registry } = parts;
  return createService({
    name,
    registry,
    transports: [transport],
    address: "127.0.0.1:0",
    logger: silentLogger,
  });
}

function withoutPipelining(place: string): string {
  return place.replaceAll(/,"pipelining":"any-order"/g, "");
}
