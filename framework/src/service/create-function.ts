import type { HandlerFunction, HandlerWrapper, SubscriberFunction } from "../server/handler.js";
import { createService } from "./create-service.js";
import type { Service } from "./service.js";
import type { ServiceOptions } from "./service-options.js";

/**
 * Makes a service that serves one call, or one message, and then closes: `run` ends by itself.
 *
 * Probes, of `Debug` and of gRPC's health, do not count. Its registration runs out after a minute, unless told otherwise.
 */
export function createFunction(options: ServiceOptions): Service {
  const service = createService({
    registerTtlMs: 60_000,
    ...options,
    wrapHandler: [closeAfterCall(close), ...(options.wrapHandler ?? [])],
    wrapSubscriber: [(next) => closeAfterMessage(next, close), ...(options.wrapSubscriber ?? [])],
  });
  function close(): void {
    // Closing waits for the call that asks for it, so nobody can wait here. Whoever runs the service hears of errors.
    service.close().catch(() => {});
  }
  return service;
}

function closeAfterCall(close: () => void): HandlerWrapper {
  return (next, { method, internal }) => {
    if (internal) return next;
    const streams = method.kind === "server_streaming" || method.kind === "bidi_streaming";
    const serve = async (...call: Parameters<HandlerFunction>) => next(...call);
    return streams
      ? (...call) => closeAfterStream(() => serve(...call), close)
      : (...call) => serve(...call).finally(close);
  };
}

async function* closeAfterStream(result: () => Promise<unknown>, close: () => void): AsyncIterable<unknown> {
  try {
    yield* (await result()) as AsyncIterable<unknown>;
  } finally {
    close();
  }
}

function closeAfterMessage(
  next: SubscriberFunction<unknown>,
  close: () => void,
): SubscriberFunction<unknown> {
  return async (message, context) => {
    try {
      await next(message, context);
    } finally {
      close();
    }
  };
}
