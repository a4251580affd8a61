import type { HandlerFunction, SubscriberFunction } from "../server/handler.js";
import { createService } from "./create-service.js";
import type { Service } from "./service.js";
import type { ServiceOptions } from "./service-options.js";

/**
 * Makes a service that serves one call, or one message, and then closes: `run` ends by itself.
 *
 * Probes such as `Debug.Health` do not count. Its registration runs out after a minute, unless told otherwise.
 */
export function createFunction(options: ServiceOptions): Service {
  const service = createService({
    registerTtlMs: 60_000,
    ...options,
    wrapHandler: [(next) => closeAfterCall(next, close), ...(options.wrapHandler ?? [])],
    wrapSubscriber: [(next) => closeAfterMessage(next, close), ...(options.wrapSubscriber ?? [])],
  });
  function close(): void {
    // Closing waits for the call that asks for it, so nobody can wait here. Whoever runs the service hears of errors.
    service.close().catch(() => {});
  }
  return service;
}

function closeAfterCall(next: HandlerFunction, close: () => void): HandlerFunction {
  return (request, context, method) => {
    if (method.endpoint.startsWith("Debug.")) return next(request, context, method);
    const streams = method.kind === "server_streaming" || method.kind === "bidi_streaming";
    const result = async () => next(request, context, method);
    return streams ? closeAfterStream(result, close) : result().finally(close);
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
