/*
 * The server under test: the runner starts one for each way of speaking to it, and ends it when it has seen enough.
 */
import { createGrpcTransport, createMemoryRegistry, createServer } from "@ts-micro/framework";
import { conformanceService } from "./conformance-service.js";
import { readMessages, writeMessage } from "./delimited-messages.js";
import { ServerCompatRequest, ServerCompatResponse } from "./gen/connectrpc/conformance/v1/server_compat.js";
import { registerConformanceServiceHandler } from "./gen/connectrpc/conformance/v1/service.micro.js";

for await (const message of readMessages(process.stdin)) {
  const { useTls, serverCreds, clientTlsCert, messageReceiveLimit } = ServerCompatRequest.decode(message);
  const credentials = useTls && serverCreds ? pem(serverCreds) : undefined;
  const clientCa = clientTlsCert.length > 0 ? Buffer.from(clientTlsCert) : undefined;
  const limits = {
    compress: true,
    ...(messageReceiveLimit > 0 && { maxReceiveBytes: messageReceiveLimit }),
  };
  const server = createServer({
    name: "conformance",
    address: "127.0.0.1:0",
    registry: createMemoryRegistry(),
    transport: createGrpcTransport({
      server: { ...limits, connect: limits },
      ...(credentials && {
        tls: { server: { ...credentials, ...(clientCa && { ca: clientCa, requestCert: true }) } },
      }),
    }),
  });
  registerConformanceServiceHandler(server, conformanceService, { partial: true });
  await server.start();
  const port = Number(server.address?.split(":").at(-1));
  const pemCert = credentials?.cert ?? new Uint8Array();
  writeMessage(process.stdout, ServerCompatResponse.encode({ host: "127.0.0.1", port, pemCert }).finish());
}

function pem({ cert, key }: { cert: Uint8Array; key: Uint8Array }): { cert: Buffer; key: Buffer } {
  return { cert: Buffer.from(cert), key: Buffer.from(key) };
}
