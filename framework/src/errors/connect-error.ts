import type { MicroError } from "./micro-error.js";

const mark = Symbol.for("@ts-micro/framework/connectError");

/**
 * Says of an error that its call cannot have reached a server: nobody listened, or the connection was gone
 * before anything was written. Such a call is safe to send again.
 */
export function markConnectError<E extends MicroError>(error: E): E {
  return Object.defineProperty(error, mark, { value: true });
}

/** @returns true for an error that a transport gave to {@link markConnectError} */
export function isConnectError(error: unknown): boolean {
  return typeof error === "object" && error !== null && mark in error;
}
