/*
 * A failed call on the wire: `grpc-status`, `grpc-message`, and in `grpc-status-details-bin` a `google.rpc.Status`.
 * Go Micro puts its error into both: as JSON into the message, as `errors.Error` into the first detail.
 */
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { MicroError } from "../../errors/micro-error.js";
import type { HeaderBlock } from "../headers/header-block.js";
import { headerValue } from "../headers/header-block.js";
import { grpcCodeOf, grpcCodes, microCodeOf } from "./grpc-code.js";
import { type ErrorDetail, GrpcError, type GrpcStatus, type ReplyMetadata } from "./grpc-error.js";
import { decodeGrpcMessage, encodeGrpcMessage } from "./grpc-message.js";

const microErrorUrl = "type.googleapis.com/errors.Error";

/** What a server sends of an error. */
export function statusOfError(error: MicroError): GrpcStatus {
  if (error instanceof GrpcError) return error.grpc;
  const code = grpcCodeOf(error.code);
  const message = JSON.stringify(error);
  // That a method is not implemented is the server's word, not a handler's: gRPC's has no details.
  if (code === grpcCodes.unimplemented) return { code, message, details: [] };
  return { code, message, details: [{ typeUrl: microErrorUrl, value: encodeMicroError(error) }] };
}

/**
 * What a client makes of a status: the error that a Micro server sent, or else one with the code that stands for
 * the status code.
 */
export function errorOfStatus(status: GrpcStatus, reply: ReplyMetadata): GrpcError {
  const sent = microErrorIn(status);
  if (sent !== undefined) return new GrpcError(status, sent, reply);
  const { code, message } = status;
  return new GrpcError(status, { id: "go.micro.client", code: microCodeOf(code), detail: message }, reply);
}

function microErrorIn(status: GrpcStatus): MicroError | undefined {
  const [first] = status.details;
  if (first?.typeUrl === microErrorUrl) {
    try {
      return decodeMicroError(first.value);
    } catch {
      // Not what it says it is: the message may be.
    }
  }
  const parsed = MicroError.parse(status.message);
  return parsed.code > 0 ? parsed : undefined;
}

/** Writes a status as trailers. */
export function statusTrailers(status: GrpcStatus): string[] {
  const trailers = ["grpc-status", String(status.code), "grpc-message", encodeGrpcMessage(status.message)];
  if (status.details.length > 0) {
    const details = Buffer.from(encodeStatus(status)).toString("base64");
    trailers.push("grpc-status-details-bin", details.replace(/=+$/, ""));
  }
  return trailers;
}

/** Reads a status from trailers; undefined when they hold none. */
export function statusOfTrailers(trailers: HeaderBlock): GrpcStatus | undefined {
  const code = headerValue(trailers, "grpc-status");
  if (code === undefined) return undefined;
  const message = decodeGrpcMessage(headerValue(trailers, "grpc-message") ?? "");
  const details = headerValue(trailers, "grpc-status-details-bin");
  return {
    code: /^\d{1,2}$/.test(code) ? Number(code) : grpcCodes.unknown,
    message,
    details: details === undefined ? [] : decodeDetails(details),
  };
}

function decodeDetails(base64: string): readonly ErrorDetail[] {
  try {
    return decodeStatus(Buffer.from(base64, "base64")).details;
  } catch {
    // The code and the message stand without them.
    return [];
  }
}

/** Writes `google.rpc.Status`. */
function encodeStatus(status: GrpcStatus): Uint8Array {
  const writer = new BinaryWriter();
  if (status.code !== 0) writer.tag(1, WireType.Varint).int32(status.code);
  if (status.message !== "") writer.tag(2, WireType.LengthDelimited).string(status.message);
  for (const detail of status.details) {
    writer.tag(3, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(detail.typeUrl);
    writer.tag(2, WireType.LengthDelimited).bytes(detail.value);
    writer.join();
  }
  return writer.finish();
}

/** Reads `google.rpc.Status`. */
function decodeStatus(bytes: Uint8Array): GrpcStatus {
  let code = 0;
  let message = "";
  const details: ErrorDetail[] = [];
  readFields(bytes, {
    1: (reader) => {
      code = reader.int32();
    },
    2: (reader) => {
      message = reader.string();
    },
    3: (reader) => {
      details.push(decodeAny(reader.bytes()));
    },
  });
  return { code, message, details };
}

function decodeAny(bytes: Uint8Array): ErrorDetail {
  let typeUrl = "";
  let value: Uint8Array = new Uint8Array();
  readFields(bytes, {
    1: (reader) => {
      typeUrl = reader.string();
    },
    2: (reader) => {
      value = reader.bytes();
    },
  });
  return { typeUrl, value };
}

/** Writes `errors.Error`, which Go Micro declares as `{ string id = 1; int32 code = 2; string detail = 3; string status = 4; }`. */
function encodeMicroError(error: MicroError): Uint8Array {
  const writer = new BinaryWriter();
  if (error.id !== "") writer.tag(1, WireType.LengthDelimited).string(error.id);
  if (error.code !== 0) writer.tag(2, WireType.Varint).int32(error.code);
  if (error.detail !== "") writer.tag(3, WireType.LengthDelimited).string(error.detail);
  if (error.status !== "") writer.tag(4, WireType.LengthDelimited).string(error.status);
  return writer.finish();
}

function decodeMicroError(bytes: Uint8Array): MicroError {
  const text = { id: "", detail: "", status: "" };
  let code = 0;
  readFields(bytes, {
    1: (reader) => {
      text.id = reader.string();
    },
    2: (reader) => {
      code = reader.int32();
    },
    3: (reader) => {
      text.detail = reader.string();
    },
    4: (reader) => {
      text.status = reader.string();
    },
  });
  return new MicroError({ ...text, code });
}

/** Reads the fields that it is given a reader for, and skips the others. */
function readFields(
  bytes: Uint8Array,
  fields: Readonly<Record<number, (reader: BinaryReader) => void>>,
): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const read = fields[field];
    if (read === undefined) reader.skip(wireType, field);
    else read(reader);
  }
}
