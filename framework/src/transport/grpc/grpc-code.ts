/** The status codes of gRPC, by the names that Connect gives them on the wire. */
export const grpcCodes = {
  ok: 0,
  canceled: 1,
  unknown: 2,
  invalid_argument: 3,
  deadline_exceeded: 4,
  not_found: 5,
  already_exists: 6,
  permission_denied: 7,
  resource_exhausted: 8,
  failed_precondition: 9,
  aborted: 10,
  out_of_range: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  data_loss: 15,
  unauthenticated: 16,
} as const;

export type GrpcCodeName = keyof typeof grpcCodes;

const names = Object.keys(grpcCodes) as GrpcCodeName[];

/** @returns `unknown` for a number that is no status code */
export function grpcCodeName(code: number): GrpcCodeName {
  return names[code] ?? "unknown";
}

/** What Go Micro's gRPC server makes of the code of a `MicroError`, and three that it leaves unknown. */
const grpcByHttp: Readonly<Record<number, number>> = {
  200: grpcCodes.ok,
  400: grpcCodes.invalid_argument,
  401: grpcCodes.unauthenticated,
  403: grpcCodes.permission_denied,
  404: grpcCodes.not_found,
  408: grpcCodes.deadline_exceeded,
  409: grpcCodes.already_exists,
  412: grpcCodes.failed_precondition,
  413: grpcCodes.resource_exhausted,
  429: grpcCodes.resource_exhausted,
  499: grpcCodes.canceled,
  500: grpcCodes.internal,
  501: grpcCodes.unimplemented,
  503: grpcCodes.unavailable,
};

/** The status code for the code of a `MicroError`. */
export function grpcCodeOf(microCode: number): number {
  return grpcByHttp[microCode] ?? grpcCodes.unknown;
}

const microByGrpc = [200, 499, 500, 400, 408, 404, 409, 403, 429, 412, 409, 400, 501, 500, 503, 500, 401];

/** The code of the `MicroError` for a status code that came without one. */
export function microCodeOf(grpcCode: number): number {
  return microByGrpc[grpcCode] ?? 500;
}

/** The status code for an answer that is HTTP but not gRPC: a proxy's, mostly. */
export function grpcCodeOfHttpStatus(httpStatus: number): number {
  return grpcByProxy[httpStatus] ?? grpcCodes.unknown;
}

const grpcByProxy: Readonly<Record<number, number>> = {
  400: grpcCodes.internal,
  401: grpcCodes.unauthenticated,
  403: grpcCodes.permission_denied,
  404: grpcCodes.unimplemented,
  429: grpcCodes.unavailable,
  502: grpcCodes.unavailable,
  503: grpcCodes.unavailable,
  504: grpcCodes.unavailable,
};
