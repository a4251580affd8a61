import {
  createMemoryBroker,
  createMemoryBus,
  createMemoryNetwork,
  createMemoryRegistry,
  createMemoryStore,
  createMemoryTransport,
  createService,
  type Service,
  type ServiceOptions,
  silentLogger,
} from "@ts-micro/framework";
import { onTestFinished } from "vitest";
import {
  createGreeterClient,
  type GreeterClient,
  GreeterDefinition,
  type GreeterHandler,
} from "./gen/greeter.micro.js";

/** Services of one world find and reach each other. */
export interface World {
  /** The parts of another service in it. */
  parts(): Pick<ServiceOptions, "registry" | "transports" | "broker">;
  createService(options: Partial<ServiceOptions>): Service;
}

/** Makes a world in memory; its services close when the test is finished. */
export function createWorld(): World {
  const store = createMemoryStore();
  const network = createMemoryNetwork();
  const bus = createMemoryBus();
  const parts: World["parts"] = () => ({
    registry: createMemoryRegistry({ store }),
    transports: [createMemoryTransport({ network })],
    broker: createMemoryBroker({ bus }),
  });
  return {
    parts,
    createService(options) {
      const service = createService({
        name: "greeter",
        ...parts(),
        logger: silentLogger,
        args: [],
        env: {},
        ...options,
      });
      onTestFinished(() => service.close());
      return service;
    },
  };
}

export interface StartedGreeter {
  readonly service: Service;
  readonly greeter: GreeterClient;
}

/** Starts a greeter with the methods of a handler, and a client that calls it. */
export async function startGreeter(
  handler: Partial<GreeterHandler>,
  options: Partial<ServiceOptions> = {},
  world: World = createWorld(),
): Promise<StartedGreeter> {
  const service = world.createService(options);
  service.server.handle(GreeterDefinition, handler, { partial: true });
  await service.start();
  return { service, greeter: createGreeterClient(service.client, { service: service.name }) };
}
