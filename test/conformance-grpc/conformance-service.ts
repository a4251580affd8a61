import { setTimeout as sleep } from "node:timers/promises";
import {
  type GrpcCodeName,
  type GrpcError,
  grpcCodeName,
  grpcError,
  type HandlerContext,
} from "@ts-micro/framework";
import {
  BidiStreamRequest,
  ClientStreamRequest,
  type ConformancePayload,
  ConformancePayload_RequestInfo,
  type Error as ErrorDefinition,
  IdempotentUnaryRequest,
  ServerStreamRequest,
  type StreamResponseDefinition,
  UnaryRequest,
  type UnaryResponseDefinition,
} from "./gen/connectrpc/conformance/v1/service.js";
import type { ConformanceServiceHandler } from "./gen/connectrpc/conformance/v1/service.micro.js";
import type { Any } from "./gen/google/protobuf/any.js";
import { addHeaders, headersOf } from "./headers.js";

/** Does what each request asks for: the suite's service, without the method that it wants left out. */
export const conformanceService: Omit<ConformanceServiceHandler, "unimplemented"> = {
  async unary(request, context) {
    const requests = [packed("UnaryRequest", UnaryRequest.encode(request))];
    return { payload: await answerOnce(request.responseDefinition, requests, context) };
  },

  async idempotentUnary(request, context) {
    const requests = [packed("IdempotentUnaryRequest", IdempotentUnaryRequest.encode(request))];
    return { payload: await answerOnce(request.responseDefinition, requests, context) };
  },

  async clientStream(requests, context) {
    let definition: UnaryResponseDefinition | undefined;
    const received: Any[] = [];
    for await (const request of requests) {
      if (received.length === 0) definition = request.responseDefinition;
      received.push(packed("ClientStreamRequest", ClientStreamRequest.encode(request)));
    }
    return { payload: await answerOnce(definition, received, context) };
  },

  async *serverStream(request, context) {
    const received = [packed("ServerStreamRequest", ServerStreamRequest.encode(request))];
    yield* answerMany(request.responseDefinition, received, context);
  },

  async *bidiStream(requests, context) {
    let definition: StreamResponseDefinition | undefined;
    let fullDuplex = false;
    let first = true;
    let sent = 0;
    let received: Any[] = [];
    for await (const request of requests) {
      if (first) {
        definition = request.responseDefinition;
        fullDuplex = request.fullDuplex;
        first = false;
        begin(definition, context);
      }
      received.push(packed("BidiStreamRequest", BidiStreamRequest.encode(request)));
      if (!fullDuplex || definition === undefined) continue;
      const data = definition.responseData[sent];
      if (data === undefined) break;
      await sleep(definition.responseDelayMs);
      yield { payload: { data, requestInfo: requestInfo(received, context) } };
      received = [];
      sent += 1;
    }
    if (definition === undefined) return;
    for (const data of definition.responseData.slice(sent)) {
      await sleep(definition.responseDelayMs);
      const payload = { data, ...(sent === 0 && { requestInfo: requestInfo(received, context) }) };
      yield { payload };
      sent += 1;
    }
    if (definition.error === undefined) return;
    throw errorOf(definition.error, sent === 0 ? requestInfo(received, context) : undefined);
  },
};

async function answerOnce(
  definition: UnaryResponseDefinition | undefined,
  requests: Any[],
  context: HandlerContext,
): Promise<ConformancePayload> {
  const info = requestInfo(requests, context);
  if (definition === undefined) return { data: new Uint8Array(), requestInfo: info };
  addHeaders(context.header, definition.responseHeaders);
  addHeaders(context.trailer, definition.responseTrailers);
  await sleep(definition.responseDelayMs);
  const { response } = definition;
  if (response?.$case === "error") throw errorOf(response.value, info);
  return { data: response?.value ?? new Uint8Array(), requestInfo: info };
}

async function* answerMany(
  definition: StreamResponseDefinition | undefined,
  requests: Any[],
  context: HandlerContext,
): AsyncGenerator<{ payload: Partial<ConformancePayload> }> {
  if (definition === undefined) return;
  begin(definition, context);
  const info = { requestInfo: requestInfo(requests, context) };
  for (const [at, data] of definition.responseData.entries()) {
    await sleep(definition.responseDelayMs);
    yield { payload: { data, ...(at === 0 && info) } };
  }
  if (definition.error === undefined) return;
  throw errorOf(definition.error, definition.responseData.length === 0 ? info.requestInfo : undefined);
}

function begin(definition: StreamResponseDefinition | undefined, context: HandlerContext): void {
  if (definition === undefined) return;
  addHeaders(context.header, definition.responseHeaders);
  addHeaders(context.trailer, definition.responseTrailers);
}

function requestInfo(requests: Any[], context: HandlerContext): ConformancePayload_RequestInfo {
  const leftMs = context.deadline === undefined ? undefined : Math.max(0, context.deadline - Date.now());
  return {
    requestHeaders: headersOf(context.metadata),
    requests,
    ...(leftMs !== undefined && { timeoutMs: BigInt(Math.round(leftMs)) }),
  };
}

function errorOf(definition: ErrorDefinition, info: ConformancePayload_RequestInfo | undefined): GrpcError {
  const details = [...definition.details];
  if (info !== undefined) {
    details.push(packed("ConformancePayload.RequestInfo", ConformancePayload_RequestInfo.encode(info)));
  }
  const name = grpcCodeName(definition.code) as Exclude<GrpcCodeName, "ok">;
  return grpcError(name, definition.message ?? "", details);
}

function packed(name: string, encoded: { finish(): Uint8Array }): Any {
  return { typeUrl: `type.googleapis.com/connectrpc.conformance.v1.${name}`, value: encoded.finish() };
}
