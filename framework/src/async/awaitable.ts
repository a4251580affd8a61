/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** Whether something is to be waited for: a promise, of whichever library. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
