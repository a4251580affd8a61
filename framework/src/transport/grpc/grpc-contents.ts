import { bytesCodec } from "../../codec/bytes-codec.js";
import type { Codec } from "../../codec/codec.js";
import { proto3JsonCodec } from "../../codec/proto3-json-codec.js";
import { protobufCodec } from "../../codec/protobuf-codec.js";

/** How gRPC writes bodies: the codec, and the content type that says so. */
export interface GrpcContent {
  readonly contentType: string;
  readonly codec: Codec;
}

const standard: Readonly<Record<string, Codec>> = {
  proto: protobufCodec,
  json: proto3JsonCodec,
  bytes: bytesCodec,
};

/** What gRPC calls content types that have another name elsewhere. */
const subtypes: Readonly<Record<string, string>> = { protobuf: "proto", "octet-stream": "bytes" };

const application = /^application\/([a-z0-9][a-z0-9.-]*)$/;

/** The content types that gRPC carries: Go Micro's, and what its user added. */
export class GrpcContents {
  readonly #onWire: ReadonlyMap<string, GrpcContent>;
  /** What callers may say on every wire, beside the names that only gRPC knows. */
  readonly #aliases: ReadonlyMap<string, GrpcContent>;

  /**
   * @param codecs by content type; they take the place of Go Micro's
   * @throws {TypeError} for a content type that gRPC has no way to write
   */
  constructor(codecs: Readonly<Record<string, Codec>> = {}) {
    const own = Object.entries(codecs).map(([type, codec]) => [subtypeOf(type), codec] as const);
    const all = Object.entries({ ...standard, ...Object.fromEntries(own) });
    const contents = new Map(
      all.map(([subtype, codec]) => [subtype, { contentType: `application/grpc+${subtype}`, codec }]),
    );
    const plain = { contentType: "application/grpc", codec: contents.get("proto")?.codec ?? protobufCodec };
    this.#onWire = new Map([
      [plain.contentType, plain],
      ...[...contents.values()].map((it) => [it.contentType, it] as const),
    ]);
    const names = [...contents.keys(), ...Object.keys(subtypes)];
    this.#aliases = new Map(
      names.map((it) => [`application/${it}`, contents.get(subtypes[it] ?? it) as GrpcContent]),
    );
  }

  /** The content of a call, by what its `content-type` says on the wire. */
  find(contentType: string): GrpcContent | undefined {
    return this.#onWire.get(contentType) ?? this.#onWire.get(withoutParameters(contentType));
  }

  /** The content that a caller means by a content type. */
  choose(contentType: string): GrpcContent | undefined {
    return (
      this.#aliases.get(contentType) ??
      this.find(contentType) ??
      this.#aliases.get(withoutParameters(contentType))
    );
  }
}

function subtypeOf(contentType: string): string {
  const name = application.exec(contentType.toLowerCase())?.[1];
  if (name === undefined) {
    throw new TypeError(
      `Expected the gRPC option \`codecs\` to have content types like \`application/msgpack\`, got \`${contentType}\``,
    );
  }
  return subtypes[name] ?? name;
}

function withoutParameters(contentType: string): string {
  return (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
}
