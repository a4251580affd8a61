import { Metadata } from "../metadata/metadata.js";

/** What belongs to one connection, or to one message on it, and says nothing about the next call. */
const hopByHop = new Set([
  "accept",
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "grpc-accept-encoding",
  "grpc-encoding",
  "grpc-message",
  "grpc-status",
  "grpc-timeout",
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
  "user-agent",
  "x-content-type",
]);

/** Go Micro's own keys, each of them also with `x-` before it. A forwarded `Micro-Topic` would turn a call into an event. */
const microKey = /^(?:x-)?micro-(?:endpoint|error|id|method|protocol|service|stream|target|topic)$/;

/** Keeps of a call's metadata what travels on with the calls that are made for it. */
export function forwardedMetadata(received: Metadata): Metadata {
  const forwarded = new Metadata();
  for (const [key, value] of received) {
    const name = key.toLowerCase();
    if (!hopByHop.has(name) && !microKey.test(name)) forwarded.set(key, value);
  }
  return forwarded;
}
