import type { MethodDefinition } from "../schema/service-definition.js";
import type { HandlerFunction } from "./handler.js";

/** A method that a server answers, with the function that does, wrappers and all. */
export interface Route {
  readonly method: MethodDefinition<unknown, unknown>;
  readonly invoke: HandlerFunction;
  /** Served, but not named in the registry. */
  readonly internal: boolean;
  /** What the registry's entry says beside its shape. */
  readonly metadata: Readonly<Record<string, string>>;
}
