import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { grpcError } from "./grpc-error.js";

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

/** What this end can decompress: the value of `grpc-accept-encoding` and `accept-encoding`. */
export const acceptedEncodings = "gzip";

/** Whether a body of this encoding can be read; nothing and `identity` say that it is not compressed. */
export function isKnownEncoding(encoding: string | undefined): boolean {
  return encoding === undefined || encoding === "" || encoding === "identity" || encoding === "gzip";
}

/** Whether a peer that sent this `accept-encoding` takes gzip. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  return acceptEncoding?.split(",").some((it) => it.trim().split(";")[0] === "gzip") ?? false;
}

export function compress(body: Uint8Array): Promise<Uint8Array> {
  return gzipAsync(body);
}

/**
 * @param maxBytes how long the result may be: a small body can hide a huge one
 * @throws {MicroError} when the body is no gzip, or too long
 */
export async function decompress(body: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await gunzipAsync(body, { maxOutputLength: maxBytes });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw grpcError(
        "resource_exhausted",
        `a message is longer than the limit of ${maxBytes} bytes, decompressed`,
      );
    }
    throw grpcError("internal", `a message is no gzip: ${message}`);
  }
}
