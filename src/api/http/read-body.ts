import type { IncomingMessage } from "node:http";
import { MicroError } from "@ts-micro/framework";
import { gatewayName } from "../api.js";

/**
 * Reads the JSON of a request: nothing, where none came.
 *
 * @throws {MicroError} 413 when it is too long, 415 when it is not JSON
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const tooLong = new MicroError({
    id: gatewayName,
    code: 413,
    detail: `the body is over the limit of ${maxBytes} bytes`,
  });
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLong;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLong;
    chunks.push(chunk);
  }
  if (bytes > 0) checkType(request);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** A body that does not say what it is is taken for JSON. */
function checkType({ headers }: IncomingMessage): void {
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") throw unsupported(`content-encoding ${encoding}`, "none");
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "application/json";
  if (!/^application\/([\w.-]+\+)?json$/.test(type))
    throw unsupported(`content-type ${type}`, "application/json");
}

function unsupported(got: string, expected: string): MicroError {
  const [header] = got.split(" ", 1);
  return new MicroError({ id: gatewayName, code: 415, detail: `expected ${header} ${expected}, got ${got}` });
}
