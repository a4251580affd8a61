import {
  type ClientReadableStream,
  credentials,
  Metadata,
  makeGenericClientConstructor,
  Server,
  ServerCredentials,
  type ServiceDefinition,
} from "@grpc/grpc-js";
import { type Contender, greet, streamedText, timeoutMs } from "../contender.js";
import { CountRequest, CountResponse, HelloRequest, HelloResponse } from "../gen/bench/v1/bench.js";

const service = {
  hello: {
    path: "/bench.v1.Greeter/Hello",
    requestStream: false,
    responseStream: false,
    requestSerialize: (it: HelloRequest) => Buffer.from(HelloRequest.encode(it).finish()),
    requestDeserialize: (it: Buffer) => HelloRequest.decode(it),
    responseSerialize: (it: HelloResponse) => Buffer.from(HelloResponse.encode(it).finish()),
    responseDeserialize: (it: Buffer) => HelloResponse.decode(it),
  },
  count: {
    path: "/bench.v1.Greeter/Count",
    requestStream: false,
    responseStream: true,
    requestSerialize: (it: CountRequest) => Buffer.from(CountRequest.encode(it).finish()),
    requestDeserialize: (it: Buffer) => CountRequest.decode(it),
    responseSerialize: (it: CountResponse) => Buffer.from(CountResponse.encode(it).finish()),
    responseDeserialize: (it: Buffer) => CountResponse.decode(it),
  },
} satisfies ServiceDefinition;

interface GreeterClient {
  hello(
    request: HelloRequest,
    metadata: Metadata,
    options: { deadline: number },
    callback: (error: Error | null, reply: HelloResponse) => void,
  ): void;
  count(request: CountRequest): ClientReadableStream<CountResponse>;
  close(): void;
}

/** The reference implementation of gRPC for Node.js. */
export const grpcJs: Contender = {
  name: "@grpc/grpc-js",
  async serve() {
    const server = new Server();
    server.addService(service, {
      hello: (call: { request: HelloRequest }, callback: (error: null, reply: HelloResponse) => void) =>
        callback(null, { message: greet(call.request.name) }),
      async count(call: {
        request: CountRequest;
        write(it: CountResponse): boolean;
        end(): void;
        once(event: "drain", listener: () => void): void;
      }) {
        for (let number = 1; number <= call.request.count; number++) {
          if (!call.write({ number, text: streamedText }))
            await new Promise<void>((resolve) => call.once("drain", resolve));
        }
        call.end();
      },
    });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, it) =>
        error ? reject(error) : resolve(it),
      );
    });
    return { place: `127.0.0.1:${port}`, close: async () => server.forceShutdown() };
  },
  async connect(place) {
    const Client = makeGenericClientConstructor(service, "Greeter");
    const client = new Client(place, credentials.createInsecure()) as unknown as GreeterClient;
    let id = 0;
    return {
      hello: (name) =>
        new Promise((resolve, reject) => {
          const metadata = new Metadata();
          metadata.set("request-id", String(id++));
          client.hello({ name }, metadata, { deadline: Date.now() + timeoutMs }, (error, reply) =>
            error ? reject(error) : resolve(reply.message),
          );
        }),
      async count(count) {
        let received = 0;
        for await (const { number } of client.count({ count })) if (number > 0) received++;
        return received;
      },
      close: async () => client.close(),
    };
  },
};
