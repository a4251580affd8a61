import type { Awaitable } from "../async/awaitable.js";
import type { HandlerContext } from "../context/context.js";
import type { MessageInit } from "../schema/message-schema.js";
import type {
  BidiStreaming,
  ClientStreaming,
  MethodDefinitions,
  ServerStreaming,
  ServiceDefinition,
  Unary,
} from "../schema/service-definition.js";
import type { HandlerOptions, Server } from "./server.js";

/** The function that serves a method. */
export type HandlerMethod<M> =
  M extends Unary<infer I, infer O>
    ? (request: I, context: HandlerContext) => Awaitable<MessageInit<O>>
    : M extends ServerStreaming<infer I, infer O>
      ? (request: I, context: HandlerContext) => AsyncIterable<MessageInit<O>> | Iterable<MessageInit<O>>
      : M extends ClientStreaming<infer I, infer O>
        ? (requests: AsyncIterable<I>, context: HandlerContext) => Awaitable<MessageInit<O>>
        : M extends BidiStreaming<infer I, infer O>
          ? (
              requests: AsyncIterable<I>,
              context: HandlerContext,
            ) => AsyncIterable<MessageInit<O>> | Iterable<MessageInit<O>>
          : never;

/** One function per method of a definition. */
export type HandlerOf<M> = { readonly [K in keyof M]: HandlerMethod<M[K]> };

/**
 * What must be given to serve a handler under some options: every method, or some when `partial` is `true`.
 *
 * Generated code asks for it: `registerGreeterHandler(service.server, { hello }, { partial: true })`.
 */
export type HandlerFor<H, O> = O extends { readonly partial: true } ? Partial<H> : H;

/**
 * Serves a definition by the functions of a handler.
 *
 * Generated code calls it: `registerGreeterHandler(service.server, greeter)`.
 *
 * @throws {TypeError} when a method is missing and `partial` is not set
 */
// biome-ignore lint/complexity/useMaxParams: the definition, then what the generated function takes
export function registerHandler<M extends MethodDefinitions>(
  definition: ServiceDefinition<M>,
  server: Server,
  handler: Partial<HandlerOf<M>>,
  options?: HandlerOptions,
): void {
  server.handle(definition, handler, options);
}
