import { abortable } from "../async/abortable.js";
import type { Codec } from "../codec/codec.js";
import type { HandlerContext } from "../context/context.js";
import { badRequest } from "../errors/errors.js";
import { MicroError } from "../errors/micro-error.js";
import type { MessageSchema } from "../schema/message-schema.js";
import type { IncomingCall, IncomingStream } from "../transport/transport.js";
import { encodeReply } from "./encode-reply.js";
import type { Route } from "./route.js";

/** A stream that a client opened, and what serves it. */
export interface ServedStream {
  readonly route: Route;
  readonly call: IncomingCall;
  readonly stream: IncomingStream;
  readonly context: HandlerContext;
  /** Hears when the handler is done, which may be long after its caller went away. */
  readonly onSettled: () => void;
}

/** Runs the handler of a stream; ends when the handler does, or when the caller has gone away. */
export async function serveStream(served: ServedStream): Promise<void> {
  const { signal } = served.call;
  const running = signal.aborted ? Promise.resolve() : run(served);
  void running.then(served.onSettled, served.onSettled);
  try {
    // A handler that does not look at its signal runs on, unheard, until it sends or reads.
    await abortable(running, signal);
  } catch (thrown) {
    throw signal.aborted && thrown === signal.reason
      ? MicroError.from(thrown, served.context.service)
      : thrown;
  }
}

async function run({ route, call, stream, context }: ServedStream): Promise<void> {
  const { method, invoke } = route;
  const requests = decodeAll(stream, call.codec, method.input);
  const request = method.kind === "server_streaming" ? await only(requests, context) : requests;
  const result = await invoke(request, context, method);
  if (method.kind === "client_streaming") {
    await stream.send(encodeReply(method, call.codec, result));
    return;
  }
  for await (const reply of iterable(result, method.endpoint)) {
    const sent = stream.send(encodeReply(method, call.codec, reply));
    // Most sends need no waiting, and a promise for each would halve the speed of a stream.
    if (sent !== undefined) await sent;
  }
}

function decodeAll<T>(stream: IncomingStream, codec: Codec, schema: MessageSchema<T>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const bodies = stream[Symbol.asyncIterator]();
      // Without `return`: a handler that has read enough still wants to answer.
      return {
        async next() {
          const { done, value } = await bodies.next();
          return done ? { done, value: undefined } : { done: false, value: codec.decode(schema, value) };
        },
      };
    },
  };
}

async function only<T>(requests: AsyncIterable<T>, context: HandlerContext): Promise<T> {
  for await (const request of requests) return request;
  throw badRequest(context.service, `${context.endpoint} was called without a request`);
}

function iterable(result: unknown, endpoint: string): AsyncIterable<unknown> | Iterable<unknown> {
  if (typeof result === "object" && result !== null) {
    if (Symbol.asyncIterator in result) return result as AsyncIterable<unknown>;
    if (Symbol.iterator in result) return result as Iterable<unknown>;
  }
  throw new TypeError(`The handler of ${endpoint} gave ${String(result)}: expected something to iterate`);
}
