import type { HandlerWrapper, SubscriberWrapper } from "../server/handler.js";
import { type Observation, type Observer, observe } from "./observer.js";

/** Lets an observer see every call that is served. */
export function observeHandlers(observer: Observer): HandlerWrapper {
  return (next) => (request, context, method) => {
    const { service, endpoint } = context;
    const observation = observer({ role: "handler", service, endpoint, context });
    const serve = () => next(request, context, method);
    const streams = method.kind === "server_streaming" || method.kind === "bidi_streaming";
    return streams ? observeIteration(observation, serve) : observe(observation, serve);
  };
}

/** Lets an observer see every message that is received. */
export function observeSubscribers(observer: Observer): SubscriberWrapper {
  return (next) => (message, context) => {
    const { service, endpoint } = context;
    return observe(observer({ role: "subscriber", service, endpoint, context }), () =>
      next(message, context),
    );
  };
}

async function* observeIteration(observation: Observation, serve: () => unknown): AsyncIterable<unknown> {
  const { run = <T>(work: () => T): T => work() } = observation;
  let failure: unknown;
  try {
    const items = (await run(serve)) as AsyncIterable<unknown> & Iterable<unknown>;
    const iterator = (items[Symbol.asyncIterator] ?? items[Symbol.iterator]).call(items);
    try {
      for (;;) {
        const { done, value } = await run(() => iterator.next());
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    observation.end(failure);
  }
}
