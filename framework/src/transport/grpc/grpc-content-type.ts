import { bytesCodec } from "../../codec/bytes-codec.js";
import type { Codec } from "../../codec/codec.js";
import { proto3JsonCodec } from "../../codec/proto3-json-codec.js";
import { protobufCodec } from "../../codec/protobuf-codec.js";

/** How gRPC writes bodies: the codec, and the content type that says so. */
export interface GrpcContent {
  readonly contentType: string;
  readonly codec: Codec;
}

const proto: GrpcContent = { contentType: "application/grpc+proto", codec: protobufCodec };
const json: GrpcContent = { contentType: "application/grpc+json", codec: proto3JsonCodec };
const bytes: GrpcContent = { contentType: "application/grpc+bytes", codec: bytesCodec };

const contents = new Map<string, GrpcContent>([
  ["application/grpc", { contentType: "application/grpc", codec: protobufCodec }],
  ["application/grpc+proto", proto],
  ["application/grpc+json", json],
  ["application/grpc+bytes", bytes],
]);

/** What callers may say on every wire, beside the names that only gRPC knows. */
const aliases = new Map<string, GrpcContent>([
  ["application/protobuf", proto],
  ["application/proto", proto],
  ["application/json", json],
  ["application/octet-stream", bytes],
]);

/** The content of a call, by what its `content-type` says on the wire. */
export function grpcContentOf(contentType: string): GrpcContent | undefined {
  return contents.get(contentType) ?? contents.get(withoutParameters(contentType));
}

/** The content that a caller means by a content type. */
export function grpcContentFor(contentType: string): GrpcContent | undefined {
  return (
    aliases.get(contentType) ?? grpcContentOf(contentType) ?? aliases.get(withoutParameters(contentType))
  );
}

function withoutParameters(contentType: string): string {
  return (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
}
