import { type ClientOf, createClient } from "../client/create-client.js";
import { directSelection } from "../client/direct-selection.js";
import { createRpcClient } from "../client/rpc-client.js";
import { createMemoryRegistry } from "../registry/memory-registry.js";
import type { MethodDefinitions, ServiceDefinition } from "../schema/service-definition.js";
import type { Selector } from "../selector/selector.js";
import { createServer } from "../server/create-server.js";
import type { HandlerWrapper } from "../server/handler.js";
import type { HandlerOf } from "../server/register-handler.js";
import { createMemoryTransport } from "../transport/memory/memory-transport.js";

export interface HandlerClientOptions {
  /** Wrap every call of the handler, as a service's do. */
  readonly wrapHandler?: readonly HandlerWrapper[];
}

const service = "handler";

/**
 * Makes a client that calls a handler in memory: everything of a call but the network, and nothing to close.
 *
 * Methods that the handler lacks answer 501.
 *
 * ```ts
 * const client: GreeterClient = createHandlerClient(GreeterDefinition, greeterHandler);
 * expect(await client.hello({ name: "John" })).toEqual({ message: "Hello John" });
 * ```
 */
export function createHandlerClient<M extends MethodDefinitions>(
  definition: ServiceDefinition<M>,
  handler: Partial<HandlerOf<M>>,
  options: HandlerClientOptions = {},
): ClientOf<M> {
  const transport = createMemoryTransport();
  const server = createServer({ ...options, name: service, registry: createMemoryRegistry(), transport });
  server.handle(definition, handler, { partial: true });
  const selector: Selector = {
    async select() {
      await server.start();
      return directSelection(service, server.address ?? "");
    },
    mark() {},
    async close() {},
    async [Symbol.asyncDispose]() {},
  };
  return createClient(definition, createRpcClient({ selector, transports: [transport] }), { service });
}
