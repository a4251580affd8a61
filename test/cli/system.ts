import {
  createMemoryBroker,
  createMemoryBus,
  createMemoryNetwork,
  createMemoryRegistry,
  createMemoryTransport,
  createService,
  registerHandler,
  type Service,
  silentLogger,
} from "@ts-micro/framework";
import { registerGreeterHandler } from "../../examples/greeter/src/gen/greeter/v1/greeter.micro.js";
import { greeterHandler } from "../../examples/greeter/src/handler/greeter.js";
import type { Connection } from "../../src/cli/command.js";
import { talkDefinition, talkHandler } from "./talk-service.js";

/** Starts the services `greeter` and `talk`, in memory. Closing the connection stops them. */
export async function startSystem(): Promise<Connection> {
  const registry = createMemoryRegistry();
  const network = createMemoryNetwork();
  const bus = createMemoryBus();
  const create = (name: string): Service =>
    createService({
      name,
      version: "1.2.3",
      registry,
      transports: [createMemoryTransport({ network })],
      broker: createMemoryBroker({ bus }),
      logger: silentLogger,
      args: [],
      env: {},
    });
  const greeter = create("greeter");
  registerGreeterHandler(greeter.server, greeterHandler);
  const talk = create("talk");
  registerHandler(talkDefinition, talk.server, talkHandler);
  await greeter.start();
  await talk.start();
  return {
    registry,
    client: greeter.client,
    broker: greeter.broker,
    async close() {
      await talk.close();
      await greeter.close();
    },
  };
}
