import { setTimeout as sleep } from "node:timers/promises";
import {
  createMemoryRegistry,
  createService,
  notFound,
  type Service,
  type ServiceOptions,
} from "@ts-micro/framework";
import { type GreeterHandler, registerGreeterHandler } from "../../framework/test/gen/greeter.micro.js";

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
  const registry = createMemoryRegistry();
  const service = createService({
    name: "greeter",
    address: "127.0.0.1:0",
    registry,
    args: ["--log_level", "error"],
    env: {},
    ...options,
  });
  registerGreeterHandler(service.server, greeter);
  await service.start();
  return service;
}
