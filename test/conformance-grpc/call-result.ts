import { GrpcError, type Metadata, MicroError } from "@ts-micro/framework";
import type { ClientResponseResult } from "./gen/connectrpc/conformance/v1/client_compat.js";
import { Code } from "./gen/connectrpc/conformance/v1/config.js";
import type { ConformancePayload } from "./gen/connectrpc/conformance/v1/service.js";
import { headersOf } from "./headers.js";

/** What came of a call, as the runner wants to hear it. */
export class CallResult {
  readonly #result: ClientResponseResult = {
    responseHeaders: [],
    payloads: [],
    error: undefined,
    responseTrailers: [],
    numUnsentRequests: 0,
    feedback: [],
  };

  get value(): ClientResponseResult {
    return this.#result;
  }

  readonly onHeader = (header: Metadata): void => {
    this.#result.responseHeaders = headersOf(header);
  };

  readonly onTrailer = (trailer: Metadata): void => {
    this.#result.responseTrailers = headersOf(trailer);
  };

  addPayload(payload: ConformancePayload | undefined): void {
    this.#result.payloads.push(payload ?? { data: new Uint8Array() });
  }

  set unsentRequests(count: number) {
    this.#result.numUnsentRequests = count;
  }

  fail(thrown: unknown): void {
    if (!(thrown instanceof MicroError)) throw thrown;
    if (!(thrown instanceof GrpcError)) {
      const code = codeOfMicroError[thrown.code] ?? Code.CODE_UNKNOWN;
      this.#result.error = { code, message: thrown.detail, details: [] };
      return;
    }
    const { code, message, details } = thrown.grpc;
    this.#result.error = { code: code as Code, message, details: [...details] };
    if (thrown.reply === undefined) return;
    this.onHeader(thrown.reply.header);
    this.onTrailer(thrown.reply.trailer);
  }
}

/** What the client itself gives up a call with. */
const codeOfMicroError: Readonly<Record<number, Code>> = {
  408: Code.CODE_DEADLINE_EXCEEDED,
  499: Code.CODE_CANCELED,
  503: Code.CODE_UNAVAILABLE,
};
