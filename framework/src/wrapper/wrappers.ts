import type { ClientWrapper } from "../client/client.js";
import type { HandlerWrapper, SubscriberWrapper } from "../server/handler.js";
import { observeClient } from "./observe-client.js";
import { observeHandlers, observeSubscribers } from "./observe-handlers.js";
import type { Observer } from "./observer.js";

/** Wrappers that belong together; a service uses those that it wants. */
export interface Wrappers {
  readonly wrapHandler: HandlerWrapper;
  readonly wrapSubscriber: SubscriberWrapper;
  readonly wrapClient: ClientWrapper;
}

/** Makes the wrappers that let one observer see everything. */
export function observeAll(observer: Observer): Wrappers {
  return {
    wrapHandler: observeHandlers(observer),
    wrapSubscriber: observeSubscribers(observer),
    wrapClient: observeClient(observer),
  };
}
