import type { Awaitable } from "../async/awaitable.js";
import type { HandlerContext } from "../context/context.js";
import type { MethodDefinition } from "../schema/service-definition.js";

/**
 * One method of a handler, whatever its kind: streams come in as async iterables and go out as such.
 *
 * | kind             | request            | response           |
 * | ---------------- | ------------------ | ------------------ |
 * | unary            | message            | message            |
 * | server_streaming | message            | iterable           |
 * | client_streaming | iterable           | message            |
 * | bidi_streaming   | iterable           | iterable           |
 */
export type HandlerFunction = (
  request: unknown,
  context: HandlerContext,
  method: MethodDefinition<unknown, unknown>,
) => unknown;

/** A method that a server answers. */
export interface ServedMethod {
  readonly method: MethodDefinition<unknown, unknown>;
  /** A probe or a tool: served, but not named in the registry, and held back by no limit. */
  readonly internal: boolean;
}

/** Adds something to every call of every handler. It is asked once for each method. */
export type HandlerWrapper = (next: HandlerFunction, served: ServedMethod) => HandlerFunction;

/** Receives the messages of a topic. */
export type SubscriberFunction<T> = (message: T, context: HandlerContext) => Awaitable<void>;

/** Adds something to every message of every subscriber. */
export type SubscriberWrapper = (next: SubscriberFunction<unknown>) => SubscriberFunction<unknown>;
