import { isConnectError } from "./connect-error.js";
import { internalServerError } from "./errors.js";
import { MicroError } from "./micro-error.js";

/**
 * Decides what a caller may see of whatever a handler threw.
 *
 * - a `MicroError` was meant for the caller and passes;
 * - anything else may hold secrets (a query, a path, a password in an address): the caller sees a bare 500.
 *
 * @param id who says so: the name of the service
 */
export function visibleError(thrown: unknown, id: string): MicroError {
  if (!(thrown instanceof MicroError)) return internalServerError(id, "internal server error");
  // Our own failed connection is not the caller's: it would repeat a call that did reach us.
  if (isConnectError(thrown)) return new MicroError({ ...thrown.toJSON(), cause: thrown });
  return thrown;
}
