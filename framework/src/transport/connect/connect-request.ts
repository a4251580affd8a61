import type { Codec } from "../../codec/codec.js";
import { proto3JsonCodec } from "../../codec/proto3-json-codec.js";
import { protobufCodec } from "../../codec/protobuf-codec.js";
import { badRequest } from "../../errors/errors.js";
import { isKnownEncoding } from "../grpc/compression.js";
import { grpcError } from "../grpc/grpc-error.js";
import { headerValue } from "../headers/header-block.js";
import type { PlainRequest } from "./plain-http.js";

/** What a request asks for, wherever it says so. */
export interface ConnectRequest {
  readonly contentType: string;
  readonly codec: Codec;
  readonly body: Uint8Array;
  readonly compressed: boolean;
  /** How long the caller waits. */
  readonly timeoutMs: number | undefined;
}

const codecs: Readonly<Record<string, Codec>> = { json: proto3JsonCodec, proto: protobufCodec };
const id = "go.micro.server";

/** The encodings of unary calls: what may come after `application/`. */
export const connectContentTypes: readonly string[] = Object.keys(codecs).map((it) => `application/${it}`);

/**
 * Reads the request of a POST.
 *
 * @returns undefined for a content type that is not Connect's for unary calls
 * @throws {MicroError} when it makes no sense
 */
export function readPost({ headers, body }: PlainRequest): ConnectRequest | undefined {
  const contentType =
    (headerValue(headers, "content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const codec = contentType.startsWith("application/")
    ? codecs[contentType.slice("application/".length)]
    : undefined;
  if (codec === undefined) return undefined;
  checkVersion(headerValue(headers, "connect-protocol-version"), "1");
  const compressed = isCompressed(headerValue(headers, "content-encoding"));
  return {
    contentType,
    codec,
    body,
    compressed,
    timeoutMs: readTimeout(headerValue(headers, "connect-timeout-ms")),
  };
}

/**
 * Reads the request of a GET: everything is in the query.
 *
 * @returns undefined for an encoding that is not Connect's
 * @throws {MicroError} when it makes no sense
 */
export function readGet({ headers }: PlainRequest, query: URLSearchParams): ConnectRequest | undefined {
  const encoding = query.get("encoding") ?? "";
  const codec = Object.hasOwn(codecs, encoding) ? codecs[encoding] : undefined;
  if (codec === undefined) return undefined;
  checkVersion(query.get("connect") ?? undefined, "v1");
  const message = query.get("message");
  if (message === null) throw badRequest(id, "the query holds no message");
  return {
    contentType: `application/${encoding}`,
    codec,
    body: Buffer.from(message, query.get("base64") === "1" ? "base64url" : "utf8"),
    compressed: isCompressed(query.get("compression") ?? undefined),
    timeoutMs: readTimeout(headerValue(headers, "connect-timeout-ms")),
  };
}

function checkVersion(version: string | undefined, known: string): void {
  if (version === undefined || version === known) return;
  throw badRequest(id, `version ${version} of Connect is not known: ${known} is`);
}

function isCompressed(encoding: string | undefined): boolean {
  if (isKnownEncoding(encoding)) return encoding === "gzip";
  throw grpcError("unimplemented", `encoding ${encoding} is not known: gzip and identity are`);
}

function readTimeout(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw badRequest(id, `connect-timeout-ms must be milliseconds in at most ten digits, got "${text}"`);
}
