/*
 * How Connect says that a call failed: an HTTP status, and JSON that every HTTP client can show.
 */
import type { MicroError } from "../../errors/micro-error.js";
import { type GrpcCodeName, grpcCodeName } from "../grpc/grpc-code.js";
import { GrpcError, grpcError } from "../grpc/grpc-error.js";
import { statusOfError } from "../grpc/grpc-status.js";
import type { HeaderBlock } from "../headers/header-block.js";
import type { PlainResponse } from "./plain-http.js";

const httpByCode: Readonly<Record<GrpcCodeName, number>> = {
  ok: 200,
  canceled: 499,
  unknown: 500,
  invalid_argument: 400,
  deadline_exceeded: 504,
  not_found: 404,
  already_exists: 409,
  permission_denied: 403,
  resource_exhausted: 429,
  failed_precondition: 400,
  aborted: 409,
  out_of_range: 400,
  unimplemented: 501,
  internal: 500,
  unavailable: 503,
  data_loss: 500,
  unauthenticated: 401,
};

/** Answers with an error of a call. */
export function errorResponse(error: MicroError, headers: HeaderBlock = []): PlainResponse {
  const status = statusOfError(error);
  const code = grpcCodeName(status.code);
  // Where gRPC carries Micro's error as JSON in its message, there is room for the text itself here.
  const message = error instanceof GrpcError ? status.message : error.detail;
  const details = status.details.map(({ typeUrl, value }) => ({
    type: typeUrl.slice(typeUrl.lastIndexOf("/") + 1),
    value: Buffer.from(value).toString("base64").replace(/=+$/, ""),
  }));
  const json = { code, ...(message !== "" && { message }), ...(details.length > 0 && { details }) };
  const body = Buffer.from(JSON.stringify(json));
  return { status: httpByCode[code], headers: ["content-type", "application/json", ...headers], body };
}

/** Answers what is no call at all, with a status that says why. */
export function refusal(status: number, reason: string, headers: HeaderBlock = []): PlainResponse {
  const body = Buffer.from(`${reason}\n`);
  return { status, headers: ["content-type", "text/plain; charset=utf-8", ...headers], body };
}

/** Answers a request that is too long to be read. */
export function tooLong(maxBytes: number, headers: HeaderBlock = []): PlainResponse {
  return errorResponse(
    grpcError("resource_exhausted", `the request is over the limit of ${maxBytes} bytes`),
    headers,
  );
}
