import {
  type Client,
  credentials,
  type GrpcObject,
  Metadata,
  makeGenericClientConstructor,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type { MethodDefinition } from "@ts-micro/framework";
import { GreeterDefinition } from "../../framework/test/gen/greeter.micro.js";

/** Our definition, as grpc-js knows one. */
const definition: ServiceDefinition = Object.fromEntries(
  Object.entries<MethodDefinition<unknown, unknown>>({ ...GreeterDefinition.methods }).map(
    ([name, method]) => [
      name,
      {
        path: method.path,
        requestStream: method.kind === "client_streaming" || method.kind === "bidi_streaming",
        responseStream: method.kind === "server_streaming" || method.kind === "bidi_streaming",
        requestSerialize: (it: unknown) => Buffer.from(method.input.codec.encode(it).finish()),
        requestDeserialize: (it: Buffer) => method.input.codec.decode(it),
        responseSerialize: (it: unknown) => Buffer.from(method.output.codec.encode(it).finish()),
        responseDeserialize: (it: Buffer) => method.output.codec.decode(it),
      },
    ],
  ),
);

export function createGrpcJsClient(address: string): Client & GrpcObject {
  const GreeterClient = makeGenericClientConstructor(definition, "Greeter");
  return new GreeterClient(address, credentials.createInsecure()) as unknown as Client & GrpcObject;
}

/** @returns the port, and what closes the server at once */
export async function startGrpcJsServer(
  implementation: UntypedServiceImplementation,
): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = new Server();
  server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, close: () => server.forceShutdown() };
}

export function metadataOf(fields: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(fields)) metadata.set(key, value);
  return metadata;
}
