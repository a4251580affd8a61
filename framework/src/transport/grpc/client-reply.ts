import { markConnectError } from "../../errors/connect-error.js";
import { Metadata } from "../../metadata/metadata.js";
import type { HeaderBlock } from "../headers/header-block.js";
import { headerValue } from "../headers/header-block.js";
import { metadataOf } from "../headers/header-metadata.js";
import { http2ErrorCodes } from "../http2/error-codes.js";
import type { StreamEnd } from "../http2/http2.js";
import { isKnownEncoding } from "./compression.js";
import { grpcCodeOfHttpStatus, grpcCodes } from "./grpc-code.js";
import type { GrpcError } from "./grpc-error.js";
import { errorOfStatus, statusOfTrailers } from "./grpc-status.js";

/** What a server sent around its messages, and what it means. */
export class ClientReply {
  #head: HeaderBlock | undefined;
  #trailers: HeaderBlock | undefined;
  #compressed = false;

  /**
   * @param ended whether this is all there is
   * @returns what is wrong with an answer that no message can follow
   */
  takeHead(block: HeaderBlock, ended: boolean): GrpcError | undefined {
    this.#head = block;
    if (ended && headerValue(block, "grpc-status") !== undefined) {
      // All there is to say came at once: "trailers only".
      this.#trailers = block;
      return undefined;
    }
    const httpStatus = Number(headerValue(block, ":status"));
    const contentType = headerValue(block, "content-type") ?? "";
    if (httpStatus !== 200) return this.#fail(grpcCodeOfHttpStatus(httpStatus), `HTTP status ${httpStatus}`);
    if (!contentType.startsWith("application/grpc")) {
      return this.#fail(grpcCodes.unknown, `content type ${contentType || "missing"}, which is not gRPC's`);
    }
    const encoding = headerValue(block, "grpc-encoding");
    if (!isKnownEncoding(encoding))
      return this.#fail(grpcCodes.internal, `grpc-encoding ${encoding} is not known`);
    this.#compressed = encoding === "gzip";
    return undefined;
  }

  takeTrailers(block: HeaderBlock): void {
    this.#trailers = block;
  }

  /** Whether nothing has come yet. */
  get isEmpty(): boolean {
    return this.#head === undefined && this.#trailers === undefined;
  }

  /** Whether the trailers came; nothing follows them. */
  get complete(): boolean {
    return this.#trailers !== undefined;
  }

  /** Whether the server says how its compressed messages are compressed. */
  get compressed(): boolean {
    return this.#compressed;
  }

  get header(): Metadata {
    // Of an answer that came at once, everything is trailer.
    if (this.#head === undefined || this.#head === this.#trailers) return new Metadata();
    return metadataOf(this.#head);
  }

  get trailer(): Metadata {
    return this.#trailers === undefined ? new Metadata() : metadataOf(this.#trailers);
  }

  /** The error that the trailers say; undefined when all went well. */
  get error(): GrpcError | undefined {
    const status = this.#trailers === undefined ? undefined : statusOfTrailers(this.#trailers);
    if (status === undefined) return this.#fail(grpcCodes.internal, "the server ended without a status");
    return status.code === grpcCodes.ok ? undefined : errorOfStatus(status, this);
  }

  /** The error of a stream that ended before the server had said how. */
  errorOfEnd({ errorCode, connectionLost }: StreamEnd): GrpcError {
    if (errorCode === http2ErrorCodes.refusedStream) {
      return markConnectError(this.#fail(grpcCodes.unavailable, "the server did not take the call"));
    }
    if (connectionLost) return this.#fail(grpcCodes.unavailable, "the connection was lost");
    return this.#fail(
      grpcCodeOfReset[errorCode] ?? grpcCodes.internal,
      `the server reset the stream (${errorCode})`,
    );
  }

  #fail(code: number, message: string): GrpcError {
    return errorOfStatus({ code, message, details: [] }, this);
  }
}

const grpcCodeOfReset: Readonly<Record<number, number>> = {
  [http2ErrorCodes.cancel]: grpcCodes.canceled,
  [http2ErrorCodes.enhanceYourCalm]: grpcCodes.resource_exhausted,
  [http2ErrorCodes.inadequateSecurity]: grpcCodes.permission_denied,
};
