import {
  type Client,
  createGrpcTransport,
  createMemoryRegistry,
  createRegistrySelector,
  createRpcClient,
} from "@ts-micro/framework";
import type { ClientCompatRequest } from "./gen/connectrpc/conformance/v1/client_compat.js";
import { Codec, Compression } from "./gen/connectrpc/conformance/v1/config.js";

const clients = new Map<string, Client>();

/** The client that speaks as a request asks; requests that ask for the same share one. */
export function clientFor(request: ClientCompatRequest): Client {
  const { host, port, codec, compression, serverTlsCert, clientTlsCreds, messageReceiveLimit } = request;
  const address = `${host}:${port}`;
  const key = JSON.stringify([address, codec, compression, messageReceiveLimit]);
  let client = clients.get(key);
  if (client === undefined) {
    const tls = serverTlsCert.length > 0 && {
      ca: Buffer.from(serverTlsCert),
      ...(clientTlsCreds && { cert: Buffer.from(clientTlsCreds.cert), key: Buffer.from(clientTlsCreds.key) }),
    };
    client = createRpcClient({
      selector: createRegistrySelector({ registry: createMemoryRegistry() }),
      transports: [
        createGrpcTransport({
          client: {
            compress: compression === Compression.COMPRESSION_GZIP,
            ...(messageReceiveLimit > 0 && { maxReceiveBytes: messageReceiveLimit }),
          },
          ...(tls && { tls: { client: tls } }),
        }),
      ],
      callOptions: {
        address,
        retries: 0,
        timeoutMs: Infinity,
        contentType: codec === Codec.CODEC_JSON ? "application/json" : "application/protobuf",
      },
    });
    clients.set(key, client);
  }
  return client;
}
