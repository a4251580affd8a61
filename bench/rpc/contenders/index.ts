import type { Contender } from "../contender.js";
import { bareHttp, bareHttpPipelined } from "./bare-http.js";
import { fastifyUndici } from "./fastify-undici.js";
import { grpcJs } from "./grpc-js.js";
import { microHttp, microHttpInOrder, microMemory } from "./micro.js";
import { microGrpc, microGrpcClient, microGrpcNode, microGrpcServer, microSharedPort } from "./micro-grpc.js";
import { moleculerTcp } from "./moleculer.js";

export const contenders: readonly Contender[] = [
  microHttp,
  microHttpInOrder,
  microMemory,
  microSharedPort,
  microGrpc,
  microGrpcNode,
  microGrpcClient,
  microGrpcServer,
  bareHttp,
  bareHttpPipelined,
  grpcJs,
  moleculerTcp,
  fastifyUndici,
];

export function findContender(name: string): Contender {
  const found = contenders.find((it) => it.name === name);
  if (found === undefined) throw new TypeError(`no contender ${name}`);
  return found;
}
