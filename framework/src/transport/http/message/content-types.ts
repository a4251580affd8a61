import { bytesCodec } from "../../../codec/bytes-codec.js";
import type { Codec } from "../../../codec/codec.js";
import { goJsonCodec } from "../../../codec/go-json-codec.js";
import { protobufCodec } from "../../../codec/protobuf-codec.js";
import type { Framing } from "./framing/framing.js";
import { grpcFrame, grpcJsonFrame } from "./framing/grpc-frame.js";
import { jsonRpc } from "./framing/json-rpc.js";
import { protoRpc } from "./framing/proto-rpc.js";

/** How bodies of a content type are written on this wire. */
export interface BodyFormat {
  readonly codec: Codec;
  /** Absent where the body is the bare message. */
  readonly framing?: Framing;
}

export const defaultContentType = "application/protobuf";

const standard: ReadonlyMap<string, BodyFormat> = new Map<string, BodyFormat>([
  ["application/protobuf", { codec: protobufCodec }],
  ["application/json", { codec: goJsonCodec }],
  ["application/octet-stream", { codec: bytesCodec }],
  ["application/proto-rpc", { codec: protobufCodec, framing: protoRpc }],
  ["application/json-rpc", { codec: goJsonCodec, framing: jsonRpc }],
  ["application/grpc", { codec: protobufCodec, framing: grpcFrame }],
  ["application/grpc+proto", { codec: protobufCodec, framing: grpcFrame }],
  ["application/grpc+json", { codec: goJsonCodec, framing: grpcJsonFrame }],
]);

/** What callers that name no method in their headers mean: the envelope does. Go Micro until 0.21 was one. */
const legacy: ReadonlyMap<string, string> = new Map([
  ["application/protobuf", "application/proto-rpc"],
  ["application/octet-stream", "application/proto-rpc"],
  ["application/json", "application/json-rpc"],
]);

/** The content types that a transport carries: those of Go Micro, and what its user added. */
export class ContentTypes {
  readonly #formats: ReadonlyMap<string, BodyFormat>;

  /** @param codecs by content type; they take the place of Go Micro's */
  constructor(codecs: Readonly<Record<string, Codec>> = {}) {
    const own = Object.entries(codecs).map(([type, codec]) => [mediaType(type), { codec }] as const);
    this.#formats = new Map([...standard, ...own]);
  }

  /**
   * @param contentType as a header has it: parameters, such as a charset, change nothing
   * @returns undefined for a content type that this wire does not carry
   */
  find(contentType: string): BodyFormat | undefined {
    return this.#formats.get(mediaType(contentType));
  }

  /** The same, for a request in the protocol of before 1.0. */
  findLegacy(contentType: string): BodyFormat | undefined {
    const type = mediaType(contentType);
    return this.#formats.get(legacy.get(type) ?? type);
  }
}

/** What a peer that speaks only the protocol of before 1.0 calls this content type. */
export function legacyContentType(contentType: string): string {
  return legacy.get(mediaType(contentType)) ?? contentType;
}

function mediaType(contentType: string): string {
  const end = contentType.indexOf(";");
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}
