import type { Endpoint, Value } from "../registry/registry.js";
import type { Route } from "./route.js";
import type { Subscriber } from "./subscriber.js";
import { valueOfMessage } from "./value-of-message.js";

/** What Go Micro's reflection makes of a streaming method, and every peer expects. */
const streamRequest: Value = { name: "Context", type: "Context", values: null };
const streamResponse: Value = { name: "Stream", type: "Stream", values: null };

/** Describes to the registry what a server offers: handlers by name, then subscribers by topic, from the last. */
export function endpointsOf(routes: Iterable<Route>, subscribers: readonly Subscriber[]): Endpoint[] {
  const served = [...routes].filter((it) => !it.internal).map(endpointOfRoute);
  const heard = subscribers.filter((it) => !it.options.internal).map(endpointOfSubscriber);
  return [
    ...served.sort((a, b) => compare(a.name, b.name)),
    ...heard.sort((a, b) => compare(b.metadata.topic, a.metadata.topic)),
  ];
}

function endpointOfRoute({ method, metadata }: Route): Endpoint {
  const stream = method.kind !== "unary";
  return {
    name: method.endpoint,
    request: stream ? streamRequest : valueOfMessage(method.input),
    response: stream ? streamResponse : valueOfMessage(method.output),
    metadata: { ...metadata, stream: String(stream) },
  };
}

function endpointOfSubscriber({ topic, schema }: Subscriber): Endpoint {
  return {
    name: "Func",
    request: valueOfMessage(schema),
    response: null,
    metadata: { topic, subscriber: "true" },
  };
}

function compare(a = "", b = ""): number {
  return a < b ? -1 : Number(a > b);
}
