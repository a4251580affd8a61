import { setTimeout as sleep } from "node:timers/promises";
import {
  createMemoryRegistry,
  createService,
  notFound,
  type Service,
  type ServiceOptions,
} from "@ts-micro/framework";
import {
  GreeterDefinition,
  type GreeterHandler,
  registerGreeterHandler,
} from "../../framework/test/gen/greeter.micro.js";

/** What callers of other languages and libraries see: everything that gRPC can say. */
const greeter: GreeterHandler = {
  async hello({ name }, context) {
    context.header.set("x-first", "1");
    context.trailer.set("x-last-bin", "AQID");
    if (name === "nobody") throw notFound("greeter", "nobody is not here: ñ");
    if (name === "slow") await sleep(60_000, undefined, { signal: context.signal });
    return { message: `Hello ${name}${context.metadata.get("x-mark") ?? ""}` };
  },
  async *watch({ name }) {
    for (let at = 0; at < 3; at += 1) yield { message: `${name} ${at}` };
    if (name === "broken") throw notFound("greeter", "broken");
  },
  async collect(requests) {
    const names: string[] = [];
    for await (const { name } of requests) names.push(name);
    return { message: names.join("+") };
  },
  async *chat(requests) {
    for await (const { name } of requests) yield { message: `Hi ${name}` };
  },
};

/** A service as users make it, on a port of its own. */
export async function startGreeter(options: Partial<ServiceOptions> = {}): Promise<Service> {
  const service = createGreeterService(options);
  registerGreeterHandler(service.server, greeter);
  await service.start();
  return service;
}

/** One whose `Hello`, which is all there is, promises to have no side effects. */
export async function startReadableGreeter(options: Partial<ServiceOptions> = {}): Promise<Service> {
  const service = createGreeterService(options);
  const hello = { ...GreeterDefinition.methods.hello, idempotency: "no_side_effects" } as const;
  service.server.handle({ ...GreeterDefinition, methods: { hello } }, { hello: greeter.hello });
  await service.start();
  return service;
}

/** A service as users make it, without a handler yet. */
export function createGreeterService(options: Partial<ServiceOptions>): Service {
  return createService({
    name: "greeter",
    address: "127.0.0.1:0",
    registry: createMemoryRegistry(),
    args: ["--log_level", "error"],
    env: {},
    ...options,
  });
}

export function portOf({ server }: Service): number {
  return Number(server.address?.split(":").at(-1));
}
