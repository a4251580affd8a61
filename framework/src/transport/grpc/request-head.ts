import type { HeaderBlock } from "../headers/header-block.js";
import { parseGrpcTimeout, parseMicroTimeout } from "./grpc-timeout.js";

/** What the header block of a request says, beside metadata. */
export interface RequestHead {
  readonly block: HeaderBlock;
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly timeoutMs: number | undefined;
  /** `identity`, `gzip` ...: what messages marked as compressed are. */
  readonly encoding: string | undefined;
  readonly acceptEncoding: string | undefined;
  /** Whether it has a field that only clients of Go Micro, and ours, send. */
  readonly goMicro: boolean;
}

/** Reads the header block of a request, in one go. */
export function parseRequestHead(block: HeaderBlock): RequestHead {
  let method = "";
  let path = "";
  let contentType = "";
  let grpcTimeout: number | undefined;
  let microTimeout: number | undefined;
  let encoding: string | undefined;
  let acceptEncoding: string | undefined;
  let goMicro = false;
  for (let at = 0; at < block.length; at += 2) {
    const value = block[at + 1] as string;
    switch (block[at]) {
      case ":method":
        method = value;
        break;
      case ":path":
        path = value;
        break;
      case "content-type":
        contentType = value;
        break;
      case "grpc-timeout":
        grpcTimeout = parseGrpcTimeout(value);
        break;
      case "timeout":
        microTimeout = parseMicroTimeout(value);
        break;
      case "grpc-encoding":
        encoding = value;
        break;
      case "grpc-accept-encoding":
        acceptEncoding = value;
        break;
      case "x-content-type":
        goMicro = true;
        break;
      default:
    }
  }
  // Go Micro sends both: its own is the same time, less exact.
  return {
    block,
    method,
    path,
    contentType,
    timeoutMs: grpcTimeout ?? microTimeout,
    encoding,
    acceptEncoding,
    goMicro,
  };
}
