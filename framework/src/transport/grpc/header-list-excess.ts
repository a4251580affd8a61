import { type HeaderBlock, headerListBytes } from "../headers/header-block.js";
import { type GrpcError, grpcError } from "./grpc-error.js";

/**
 * Says what is wrong with a header block that the other end does not take: sent all the same, it would end the call
 * with less to say about it.
 *
 * @param what names it: `the metadata of the request`
 * @param maxBytes the most that the other end takes
 */
export function headerListExcess(what: string, block: HeaderBlock, maxBytes: number): GrpcError | undefined {
  const bytes = headerListBytes(block);
  if (bytes <= maxBytes) return undefined;
  return grpcError("resource_exhausted", `${what} takes ${bytes} bytes, and the other end takes ${maxBytes}`);
}
