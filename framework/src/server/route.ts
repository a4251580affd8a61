import type { HandlerFunction, ServedMethod } from "./handler.js";

/** A method that a server answers, with the function that does, wrappers and all. */
export interface Route extends ServedMethod {
  readonly invoke: HandlerFunction;
  /** What the registry's entry says beside its shape. */
  readonly metadata: Readonly<Record<string, string>>;
}
