import { setTimeout as sleep } from "node:timers/promises";
import type { BidiStream, CallOptions, MessageInit } from "@ts-micro/framework";
import { CallResult } from "./call-result.js";
import { clientFor } from "./client-for.js";
import type {
  ClientCompatRequest,
  ClientResponseResult,
} from "./gen/connectrpc/conformance/v1/client_compat.js";
import { StreamType } from "./gen/connectrpc/conformance/v1/config.js";
import {
  BidiStreamRequest,
  ClientStreamRequest,
  type ConformancePayload,
  IdempotentUnaryRequest,
  ServerStreamRequest,
  UnaryRequest,
  UnimplementedRequest,
} from "./gen/connectrpc/conformance/v1/service.js";
import {
  type ConformanceServiceClient,
  createConformanceServiceClient,
} from "./gen/connectrpc/conformance/v1/service.micro.js";
import { metadataOf } from "./headers.js";

interface Reply {
  readonly payload?: ConformancePayload | undefined;
}

/** One call that the runner asked for. */
interface Call {
  readonly request: ClientCompatRequest;
  readonly client: ConformanceServiceClient;
  readonly options: CallOptions;
  readonly result: CallResult;
  readonly cancel: () => void;
}

/** Makes a call as the runner describes it. */
export async function runCall(request: ClientCompatRequest): Promise<ClientResponseResult> {
  const controller = new AbortController();
  const result = new CallResult();
  const call: Call = {
    request,
    result,
    client: createConformanceServiceClient(clientFor(request), { service: "conformance" }),
    options: {
      metadata: metadataOf(request.requestHeaders),
      signal: controller.signal,
      onHeader: result.onHeader,
      onTrailer: result.onTrailer,
      ...(request.timeoutMs !== undefined && { timeoutMs: request.timeoutMs }),
    },
    cancel: () => controller.abort(new DOMException("cancelled by the test", "AbortError")),
  };
  try {
    await run(call);
  } catch (thrown) {
    result.fail(thrown);
  }
  return result.value;
}

async function run(call: Call): Promise<void> {
  switch (call.request.streamType) {
    case StreamType.STREAM_TYPE_UNARY:
      return unary(call);
    case StreamType.STREAM_TYPE_SERVER_STREAM:
      return serverStream(call);
    case StreamType.STREAM_TYPE_CLIENT_STREAM:
      return clientStream(call);
    case StreamType.STREAM_TYPE_HALF_DUPLEX_BIDI_STREAM:
      return bidiStream(call, false);
    case StreamType.STREAM_TYPE_FULL_DUPLEX_BIDI_STREAM:
      return bidiStream(call, true);
    default:
      throw new Error(`unknown stream type ${call.request.streamType}`);
  }
}

async function unary({ request, client, options, result, cancel }: Call): Promise<void> {
  const [message] = messagesOf(request, (it) => it);
  if (message === undefined) throw new Error("a unary call needs a message");
  const timing = request.cancel?.cancelTiming;
  if (request.cancel !== undefined)
    setTimeout(cancel, timing?.$case === "afterCloseSendMs" ? timing.value : 0);
  switch (request.method) {
    case "IdempotentUnary":
      result.addPayload(
        (await client.idempotentUnary(IdempotentUnaryRequest.decode(message), options)).payload,
      );
      return;
    case "Unimplemented":
      await client.unimplemented(UnimplementedRequest.decode(message), options);
      return;
    default:
      result.addPayload((await client.unary(UnaryRequest.decode(message), options)).payload);
  }
}

async function serverStream(call: Call): Promise<void> {
  const [message] = messagesOf(call.request, ServerStreamRequest.decode);
  const stream = call.client.serverStream(message ?? {}, call.options);
  const timing = call.request.cancel?.cancelTiming;
  if (call.request.cancel !== undefined && timing?.$case !== "afterNumResponses") {
    setTimeout(call.cancel, timing?.$case === "afterCloseSendMs" ? timing.value : 0);
  }
  await readAll(call, stream[Symbol.asyncIterator]());
}

async function clientStream(call: Call): Promise<void> {
  const { request, client, options, result } = call;
  const messages = messagesOf(request, ClientStreamRequest.decode);
  async function* source(): AsyncGenerator<MessageInit<ClientStreamRequest>> {
    for (const message of messages) {
      await sleep(request.requestDelayMs);
      yield message;
    }
    if (request.cancel?.cancelTiming?.$case === "beforeCloseSend") call.cancel();
    else cancelAfterCloseSend(call);
  }
  result.addPayload((await client.clientStream(source(), options)).payload);
}

async function bidiStream(call: Call, fullDuplex: boolean): Promise<void> {
  const { request, client, options, result } = call;
  const messages = messagesOf(request, BidiStreamRequest.decode);
  const stream = client.bidiStream(undefined, options) as BidiStream<MessageInit<BidiStreamRequest>, Reply>;
  const replies = stream[Symbol.asyncIterator]();
  let unsent = messages.length;
  for (const message of messages) {
    await sleep(request.requestDelayMs);
    try {
      await stream.send(message);
    } catch {
      // Iterating says why.
      result.unsentRequests = unsent;
      break;
    }
    unsent -= 1;
    if (fullDuplex && !(await readOne(call, replies))) {
      result.unsentRequests = unsent;
      return;
    }
  }
  if (request.cancel?.cancelTiming?.$case === "beforeCloseSend") call.cancel();
  await stream.closeSend().catch(() => {});
  cancelAfterCloseSend(call);
  await readAll(call, replies);
}

function cancelAfterCloseSend({ request, cancel }: Call): void {
  const timing = request.cancel?.cancelTiming;
  if (request.cancel === undefined || (timing !== undefined && timing.$case !== "afterCloseSendMs")) return;
  setTimeout(cancel, timing?.value ?? 0);
}

async function readAll(call: Call, replies: AsyncIterator<Reply>): Promise<void> {
  while (await readOne(call, replies));
}

/** @returns false at the end */
async function readOne({ request, result, cancel }: Call, replies: AsyncIterator<Reply>): Promise<boolean> {
  const next = await replies.next();
  if (next.done) return false;
  result.addPayload(next.value.payload);
  const timing = request.cancel?.cancelTiming;
  if (timing?.$case === "afterNumResponses" && result.value.payloads.length === timing.value) cancel();
  return true;
}

function messagesOf<T>({ requestMessages }: ClientCompatRequest, decode: (bytes: Uint8Array) => T): T[] {
  return requestMessages.map((it) => decode(it.value));
}
