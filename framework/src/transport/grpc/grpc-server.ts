import type { Codec } from "../../codec/codec.js";
import { MicroError } from "../../errors/micro-error.js";
import type { CancelDeadline, Deadlines } from "../deadlines.js";
import type { HeaderBlock } from "../headers/header-block.js";
import { HeaderCall } from "../headers/header-call.js";
import type { Http2ServerStream, StreamListener } from "../http2/http2.js";
import type { CallAcceptor, CallTarget, IncomingStream } from "../transport.js";
import { acceptedEncodings, acceptsGzip, isKnownEncoding } from "./compression.js";
import { grpcCodes } from "./grpc-code.js";
import type { GrpcContents } from "./grpc-contents.js";
import { GrpcError, grpcError } from "./grpc-error.js";
import type { GrpcServerOptions } from "./grpc-options.js";
import { statusOfError, statusTrailers } from "./grpc-status.js";
import { parseRequestHead, type RequestHead } from "./request-head.js";
import { RequestStreamListener } from "./request-stream-listener.js";
import type { ServerExchange, ServerListener } from "./server-listener.js";
import { ServerReply } from "./server-reply.js";
import { SingleRequestListener } from "./single-request-listener.js";

export interface GrpcServerSettings extends Required<GrpcServerOptions> {
  readonly contents: GrpcContents;
}

/** Serves gRPC calls on the streams of HTTP/2 connections. */
export class GrpcServer {
  readonly #acceptor: CallAcceptor;
  readonly #deadlines: Deadlines;
  readonly #options: GrpcServerSettings;

  constructor(acceptor: CallAcceptor, deadlines: Deadlines, options: GrpcServerSettings) {
    this.#acceptor = acceptor;
    this.#deadlines = deadlines;
    this.#options = options;
  }

  /**
   * Serves one stream.
   *
   * @param remote where its connection comes from
   */
  accept(stream: Http2ServerStream, block: HeaderBlock, remote: string): StreamListener {
    const head = parseRequestHead(block);
    const content = this.#options.contents.find(head.contentType);
    if (head.method !== "POST") return refuse(stream, ["405", "allow", "POST"]);
    if (content === undefined) return refuse(stream, ["415", "accept-post", "application/grpc"]);
    const target = this.#acceptor.find(head.path);
    if (target === undefined) return fail(stream, head.contentType, unknownEndpoint(head.path));
    if (!isKnownEncoding(head.encoding))
      return fail(stream, head.contentType, unknownEncoding(head.encoding));
    return this.#serve(stream, head, { target, codec: content.codec, remote });
  }

  #serve(stream: Http2ServerStream, head: RequestHead, served: ServedCall): StreamListener {
    const { maxReceiveBytes, maxSendBytes, compress } = this.#options;
    const call = new HeaderCall({
      endpoint: head.path,
      codec: served.codec,
      block: head.block,
      timeoutMs: head.timeoutMs,
      remote: served.remote,
    });
    const compressed = compress && acceptsGzip(head.acceptEncoding);
    const reply = new ServerReply({
      stream,
      call,
      head: answerHead(head.contentType, compressed),
      compressed,
      maxBytes: maxSendBytes,
    });
    let cancelDeadline: CancelDeadline | undefined;
    let cancelRequest: CancelDeadline | undefined;
    const listener = this.#listen(served.target, head, {
      stream,
      call,
      reply,
      maxBytes: maxReceiveBytes,
      compressed: head.encoding === "gzip",
      onRequest: () => cancelRequest?.(),
      onClosed: () => {
        cancelDeadline?.();
        cancelRequest?.();
      },
    });
    if (call.deadline !== undefined) {
      cancelDeadline = this.#deadlines.set(call.deadline, () => listener.timeOut());
    }
    if (listener instanceof SingleRequestListener) {
      // Streams that are opened and never come to anything must not pile up.
      const latest = Date.now() + this.#options.requestTimeoutMs;
      cancelRequest = this.#deadlines.set(latest, () =>
        listener.timeOut("the request took too long to come"),
      );
    }
    return listener;
  }

  #listen(target: CallTarget, { goMicro }: RequestHead, exchange: ServerExchange): ServerListener {
    const { call, reply } = exchange;
    const acceptor = this.#acceptor;
    const serveStream = async (requests: AsyncIterable<Uint8Array>): Promise<void> => {
      const stream: IncomingStream = {
        send: (body) => reply.send(body),
        [Symbol.asyncIterator]: () => requests[Symbol.asyncIterator](),
      };
      await acceptor.stream(call, stream);
      await reply.end();
    };
    switch (target.kind) {
      case "unary":
        return new SingleRequestListener(exchange, {
          startsAt: "end",
          serve(body) {
            const answer = acceptor.unary(call, body);
            return answer instanceof Promise
              ? answer.then((it) => reply.sendAndEnd(it))
              : reply.sendAndEnd(answer);
          },
        });
      case "server_streaming":
        return new SingleRequestListener(exchange, {
          startsAt: goMicro ? "request" : "end",
          serve: (body) => serveStream(only(body)),
        });
      default:
        return new RequestStreamListener(exchange, serveStream);
    }
  }
}

interface ServedCall {
  readonly target: CallTarget;
  readonly codec: Codec;
  readonly remote: string;
}

async function* only(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

/** Answers what is no gRPC call at all, with an HTTP status. */
function refuse(stream: Http2ServerStream, [status, ...headers]: string[]): StreamListener {
  stream.respondAndEnd([":status", status as string, ...headers]);
  return deaf;
}

/** Answers a call that cannot be served. */
function fail(stream: Http2ServerStream, contentType: string, error: GrpcError): StreamListener {
  stream.respondAndEnd([
    ...answerHead(contentType, false),
    "grpc-accept-encoding",
    acceptedEncodings,
    ...statusTrailers(statusOfError(error)),
  ]);
  return deaf;
}

function answerHead(contentType: string, compressed: boolean): HeaderBlock {
  const head = [":status", "200", "content-type", contentType];
  return compressed ? [...head, "grpc-encoding", "gzip", "grpc-accept-encoding", acceptedEncodings] : head;
}

/** A stream that is answered already. */
const deaf: StreamListener = {
  onHeaders() {},
  onData() {},
  onTrailers() {},
  onEnd() {},
  onDrain() {},
  onClose() {},
};

/** gRPC has a status of its own for it, where Micro has a plain 404: who knows Micro's errors sees that. */
function unknownEndpoint(path: string): GrpcError {
  const micro = new MicroError({ id: "go.micro.server", code: 404, detail: `unknown endpoint ${path}` });
  const message = JSON.stringify(micro);
  return new GrpcError({ code: grpcCodes.unimplemented, message, details: [] }, micro);
}

function unknownEncoding(encoding: string | undefined): GrpcError {
  return grpcError(
    "unimplemented",
    `grpc-encoding ${encoding} is not known: ${acceptedEncodings}, identity are`,
  );
}
