import {
  createConnectProtocol,
  createGrpcProtocol,
  createGrpcTransport,
  createHttpTransport,
  nodeHttp2Engine,
  type ServiceRecord,
} from "@ts-micro/framework";
import type { Contender } from "../contender.js";
import { grpcJs } from "./grpc-js.js";
import { connect, microHttp, serve } from "./micro.js";

/** The whole framework over gRPC. */
export const microGrpc: Contender = {
  name: "micro grpc",
  serve: () => serve(createGrpcTransport()),
  connect: (place) => connect(place, createGrpcTransport()),
};

/** The same, on the HTTP/2 that comes with Node.js. */
export const microGrpcNode: Contender = {
  name: "micro grpc, node:http2",
  serve: () => serve(createGrpcTransport({ server: { engine: nodeHttp2Engine } })),
  connect: (place) => connect(place, createGrpcTransport({ client: { engine: nodeHttp2Engine } })),
};

/** Our client, another server. */
export const microGrpcClient: Contender = {
  name: "micro grpc client, grpc-js server",
  serve: grpcJs.serve,
  connect: (place) => connect(recordsOf(place), createGrpcTransport()),
};

/** Our server, another client. */
export const microGrpcServer: Contender = {
  name: "grpc-js client, micro grpc server",
  serve: microGrpc.serve,
  connect: (place) => grpcJs.connect(addressOf(place)),
};

/** Go Micro's wire on a port that speaks gRPC and plain HTTP, too: what looking at first bytes costs. */
export const microSharedPort: Contender = {
  name: "micro http, shared port",
  serve: () => serve(createHttpTransport({ protocols: [createGrpcProtocol(), createConnectProtocol()] })),
  connect: microHttp.connect,
};

function addressOf(place: string): string {
  const [record] = JSON.parse(place) as ServiceRecord[];
  const node = record?.nodes[0];
  return `${node?.address}:${node?.port}`;
}

function recordsOf(place: string): string {
  const [address, port] = place.split(":");
  const metadata = { protocol: "grpc", transport: "grpc" };
  const nodes = [{ id: "greeter-1", address, port: Number(port), metadata }];
  return JSON.stringify([{ name: "greeter", version: "latest", metadata: {}, endpoints: [], nodes }]);
}
