import type { HeaderBlock } from "../headers/header-block.js";
import { metadataBlock } from "../headers/header-metadata.js";
import type { OutgoingCall } from "../transport.js";
import { acceptedEncodings } from "./compression.js";
import { formatGrpcTimeout, formatMicroTimeout } from "./grpc-timeout.js";

const userAgent = "grpc-typescript-micro/0.1";

/** Where a connection leads, as requests on it say. */
export interface Authority {
  readonly scheme: "http" | "https";
  /** `host:port` */
  readonly authority: string;
}

/** How a request is written. */
export interface RequestForm {
  /** As it is on the wire. */
  readonly contentType: string;
  /** Whether messages are sent compressed. */
  readonly compressed: boolean;
  /** Whether the server may be Go Micro's, which has header fields of its own for what gRPC says, too. */
  readonly goMicro: boolean;
}

/** Writes the header block of a request. */
export function requestBlock(
  call: OutgoingCall,
  { scheme, authority }: Authority,
  { contentType, compressed, goMicro }: RequestForm,
): HeaderBlock {
  const block = [
    ":method",
    "POST",
    ":scheme",
    scheme,
    ":path",
    pathOf(call),
    ":authority",
    authority,
    "te",
    "trailers",
    "content-type",
    contentType,
    "user-agent",
    userAgent,
  ];
  if (compressed) block.push("grpc-encoding", "gzip", "grpc-accept-encoding", acceptedEncodings);
  if (goMicro) block.push("x-content-type", contentType);
  if (call.deadline !== undefined) {
    const timeoutMs = call.deadline - Date.now();
    block.push("grpc-timeout", formatGrpcTimeout(timeoutMs));
    if (goMicro && call.target.kind === "unary") block.push("timeout", formatMicroTimeout(timeoutMs));
  }
  if (call.metadata !== undefined) block.push(...metadataBlock(call.metadata));
  return block;
}

/** A method that is known by its endpoint alone is called as Go Micro calls it: `/greeter.Greeter/Hello`. */
function pathOf({ service, target }: OutgoingCall): string {
  if (target.path !== "") return target.path;
  if (target.endpoint.startsWith("/")) return target.endpoint;
  return `/${service}.${target.endpoint.replace(".", "/")}`;
}
