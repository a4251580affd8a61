import type { CallAcceptor, CallTarget } from "../../transport.js";
import { type BodyFormat, type ContentTypes, defaultContentType } from "../message/content-types.js";
import type { Message } from "../message/message.js";

/** What a request's head says about how to serve it. */
export interface RequestRoute {
  /** Empty when only the body's envelope names it. */
  readonly endpoint: string;
  /** Undefined for an endpoint that is not served. */
  readonly target: CallTarget | undefined;
  readonly contentType: string;
  /** Undefined for a content type that this wire does not carry. */
  readonly format: BodyFormat | undefined;
  /** The start of the reply: status line and constant fields. */
  readonly replyPrefix: Uint8Array;
  /** True when the caller matches replies by `Micro-Id`, so that they may come in any order. */
  readonly anyOrder: boolean;
}

/** What a listener serves. */
interface Served {
  readonly acceptor: CallAcceptor;
  readonly contentTypes: ContentTypes;
}

/** Reads where a request goes; once per prefix that a peer repeats. */
export function routeOf(message: Message, served: Served): RequestRoute {
  if (message.rest.names.some((it) => it.routing)) return readRoute(message, served);
  const known = message.prefix.meaning as RequestRoute | undefined;
  // An endpoint that is not served may be, later: only what was found is kept.
  if (known?.target !== undefined) return known;
  const route = readRoute(message, served);
  message.prefix.meaning = route;
  return route;
}

function readRoute(message: Message, { acceptor, contentTypes }: Served): RequestRoute {
  const contentType = message.get("content-type") || defaultContentType;
  const endpoint = message.micro("endpoint") || message.micro("method") || "";
  const legacy = isLegacy(message);
  return {
    endpoint: legacy ? "" : endpoint,
    target: legacy ? undefined : acceptor.find(endpoint),
    contentType,
    format: legacy ? contentTypes.findLegacy(contentType) : contentTypes.find(contentType),
    replyPrefix: Buffer.from(
      `HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\n${grpcFields(contentType)}`,
      "latin1",
    ),
    anyOrder: message.get("micro-pipelining") !== undefined,
  };
}

/** Callers from before 1.0 say in the body what is called: their heads name nothing, or a target. */
function isLegacy(message: Message): boolean {
  if (message.micro("protocol") !== undefined) return false;
  if (message.micro("target") !== undefined) return true;
  return ["service", "method", "endpoint"].every((it) => message.micro(it) === undefined);
}

/** Go's gRPC codec on this wire sends these with every reply, errors included: the error is in `Micro-Error`. */
function grpcFields(contentType: string): string {
  return contentType.startsWith("application/grpc") ? "Grpc-Status: 0\r\nGrpc-Message: \r\n" : "";
}
