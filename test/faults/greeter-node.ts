/*
 * A greeter in a process of its own. It prints its address, and is killed.
 */
import { createMemoryRegistry, createService, silentLogger } from "@ts-micro/framework";
import { registerGreeterHandler } from "../../framework/test/gen/greeter.micro.js";

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
  { hello: ({ name }) => ({ message: `Hello ${name}` }) },
  { partial: true },
);
await service.start();
console.log(service.server.address);
await service.run();
