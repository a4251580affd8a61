import {
  type CallOptions,
  type Client,
  createGrpcTransport,
  createMemoryRegistry,
  createRegistrySelector,
  createRpcClient,
  type GrpcTransportOptions,
} from "@ts-micro/framework";
import { createGreeterClient, type GreeterClient } from "../../framework/test/gen/greeter.micro.js";

/** Our client, for a server that no registry knows. */
export function connectGreeter(
  port: number,
  callOptions: CallOptions = {},
  options: GrpcTransportOptions = {},
): GreeterClient & { readonly close: () => Promise<void> } {
  const transport = createGrpcTransport(options);
  const client: Client = createRpcClient({
    selector: createRegistrySelector({ registry: createMemoryRegistry() }),
    transports: [transport],
    callOptions: { address: `127.0.0.1:${port}`, retries: 0, ...callOptions },
  });
  return { ...createGreeterClient(client, { service: "greeter" }), close: () => transport.close() };
}
