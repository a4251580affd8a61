import { MicroError, type MicroErrorInit } from "../../errors/micro-error.js";
import type { Metadata } from "../../metadata/metadata.js";
import { type GrpcCodeName, grpcCodes, microCodeOf } from "./grpc-code.js";

/** A message of any type, as `google.protobuf.Any` holds it. */
export interface ErrorDetail {
  /** `type.googleapis.com/google.rpc.RetryInfo` */
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

/** How gRPC says that a call failed. */
export interface GrpcStatus {
  readonly code: number;
  readonly message: string;
  readonly details: readonly ErrorDetail[];
}

/** What a failed reply brought beside its status. */
export interface ReplyMetadata {
  readonly header: Metadata;
  readonly trailer: Metadata;
}

const brand = Symbol.for("@ts-micro/framework/GrpcError");

/**
 * A `MicroError` with its gRPC status.
 *
 * - Calls over gRPC fail with it: `grpc` is the status as it came, details and all.
 * - A handler throws one to say a status that no HTTP code stands for, or to attach details. It crosses gRPC as it
 *   is, where any other `MicroError` crosses in Go Micro's form: as JSON, with `errors.Error` for its first detail.
 *
 * Details of `google.rpc` types crash Go Micro clients of version 2.9 and before.
 */
export class GrpcError extends MicroError {
  readonly grpc: GrpcStatus;
  /** What came with a failed reply; undefined where no reply came. */
  readonly reply: ReplyMetadata | undefined;

  /** @param micro the error that the status stands for, or says */
  constructor(grpc: GrpcStatus, micro: MicroErrorInit, reply?: ReplyMetadata) {
    super(micro);
    this.grpc = grpc;
    this.reply = reply;
    Object.defineProperty(this, brand, { value: true });
  }

  override get name(): string {
    return "GrpcError";
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }
}

/** Makes an error to throw in a handler: `grpcError("failed_precondition", "the account is empty")`. */
export function grpcError(
  name: Exclude<GrpcCodeName, "ok">,
  message: string,
  details: readonly ErrorDetail[] = [],
): GrpcError {
  const code = grpcCodes[name];
  return new GrpcError({ code, message, details }, { id: "", code: microCodeOf(code), detail: message });
}
