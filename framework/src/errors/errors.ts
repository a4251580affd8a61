import { MicroError } from "./micro-error.js";

/** 400: the request itself is wrong; sending it again will not help. */
export function badRequest(id: string, detail: string): MicroError {
  return new MicroError({ id, code: 400, detail });
}

/** 401: the caller is not known. */
export function unauthorized(id: string, detail: string): MicroError {
  return new MicroError({ id, code: 401, detail });
}

/** 403: the caller is known and may not. */
export function forbidden(id: string, detail: string): MicroError {
  return new MicroError({ id, code: 403, detail });
}

/** 404: no such thing: a record, an endpoint, a service. */
export function notFound(id: string, detail: string): MicroError {
  return new MicroError({ id, code: 404, detail });
}

/** 405: the thing exists and cannot do that. */
export function methodNotAllowed(id: string, detail: string): MicroError {
  return new MicroError({ id, code: 405, detail });
}

/** 408: no answer in time. */
export function timeout(id: string, detail: string): MicroError {
  return new MicroError({ id, code: 408, detail });
}

/** 409: it is there already, or was changed by someone else. */
export function conflict(id: string, detail: string): MicroError {
  return new MicroError({ id, code: 409, detail });
}

/** 429: too many requests, from this caller or at all. */
export function tooManyRequests(id: string, detail: string): MicroError {
  return new MicroError({ id, code: 429, detail });
}

/** 500: the service's own fault. */
export function internalServerError(id: string, detail: string): MicroError {
  return new MicroError({ id, code: 500, detail });
}

/** 501: the endpoint is declared and not implemented. */
export function unimplemented(id: string, detail: string): MicroError {
  return new MicroError({ id, code: 501, detail });
}

/** 503: not now; another node, or a later attempt, may answer. */
export function unavailable(id: string, detail: string): MicroError {
  return new MicroError({ id, code: 503, detail });
}
