import type { IncomingMessage } from "node:http";
import { Metadata } from "@ts-micro/framework";
import { gatewayName } from "../api.js";

/** What concerns a connection, or the body of a message on it, and nobody further on. */
const ownHeaders = new Set([
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "local",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "remote",
  "te",
  "timeout",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What the wires inside say of themselves, which nobody outside may say. */
const wireHeader = /^((x-)?micro-|grpc-|connect-|trailer-)/;

/**
 * The headers of a request, as metadata of the call that it makes. `X-Forwarded-For` gets the address of the caller, and
 * `-Host` and `-Proto` are added where no proxy before has set them.
 */
export function callMetadata(request: IncomingMessage): Metadata {
  const { headers, socket } = request;
  const named = (headers.connection ?? "").toLowerCase().split(/[ \t]*,[ \t]*/);
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || ownHeaders.has(name) || named.includes(name) || wireHeader.test(name))
      continue;
    metadata.set(name, textOf(Array.isArray(value) ? value.join(", ") : value));
  }
  metadata.set("micro-from-service", gatewayName);
  metadata.append("x-forwarded-for", socket.remoteAddress ?? "unknown");
  if (!metadata.has("x-forwarded-host")) metadata.set("x-forwarded-host", headers.host ?? "");
  if (!metadata.has("x-forwarded-proto")) metadata.set("x-forwarded-proto", "http");
  return metadata;
}

/** Node gives a character per byte; metadata is text. */
function textOf(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}
