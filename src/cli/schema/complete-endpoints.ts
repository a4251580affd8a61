import type { Endpoint } from "@ts-micro/framework";
import { isStream } from "../endpoint-kind.js";
import { findMethod, type ServiceSchema, shapeOf } from "./service-schema.js";

/** Fills in the messages of streams, which registries do not know; they are null where nobody does. */
export function completeEndpoints(
  endpoints: readonly Endpoint[],
  schema: ServiceSchema | undefined,
): Endpoint[] {
  return endpoints.map((endpoint) => {
    if (!isStream(endpoint)) return endpoint;
    const method = schema && findMethod(schema, endpoint.name);
    if (method === undefined) return { ...endpoint, request: null, response: null };
    const { input, output } = method;
    return {
      ...endpoint,
      request: shapeOf(input),
      response: shapeOf(output),
    };
  });
}
