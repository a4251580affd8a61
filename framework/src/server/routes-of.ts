import { unimplemented } from "../errors/errors.js";
import type { MethodDefinition, MethodDefinitions, ServiceDefinition } from "../schema/service-definition.js";
import type { HandlerFunction, HandlerWrapper, ServedMethod } from "./handler.js";
import type { Route } from "./route.js";
import type { HandlerOptions } from "./server.js";

/** What a server puts around and into every handler. */
export interface RouteOptions extends HandlerOptions {
  /** Who says that a method is not implemented. */
  readonly service: string;
  /** The first is the outermost. */
  readonly wrappers: readonly HandlerWrapper[];
}

/**
 * Joins a definition with the functions that serve its methods.
 *
 * @throws {TypeError} that names the methods which the handler lacks, and says what to do
 */
export function routesOf(
  definition: ServiceDefinition<MethodDefinitions>,
  handler: object,
  options: RouteOptions,
): Route[] {
  const routes: Route[] = [];
  const missing: string[] = [];
  for (const [name, method] of Object.entries(definition.methods)) {
    const implementation = methodOf(handler, name);
    if (implementation === undefined) missing.push(name);
    const invoke = implementation ?? unimplementedMethod(options.service, method);
    const served: ServedMethod = { method, internal: options.internal ?? false };
    routes.push({
      ...served,
      invoke: options.wrappers.reduceRight((next, wrap) => wrap(next, served), invoke),
      metadata: options.endpointMetadata?.[method.endpoint] ?? {},
    });
  }
  if (missing.length > 0 && !options.partial) {
    throw new TypeError(
      `The handler of ${definition.typeName} lacks ${missing.join(", ")}. ` +
        "Add what is missing, or pass { partial: true } to answer 501 there",
    );
  }
  return routes;
}

function methodOf(handler: object, name: string): HandlerFunction | undefined {
  const found: unknown = Reflect.get(handler, name);
  // An rpc may be called toString: what every object has serves none.
  if (typeof found !== "function" || found === Reflect.get(Object.prototype, name)) return undefined;
  return (request, context) => found.call(handler, request, context);
}

function unimplementedMethod(
  service: string,
  { endpoint }: MethodDefinition<unknown, unknown>,
): HandlerFunction {
  return () => {
    throw unimplemented(service, `${endpoint} is not implemented`);
  };
}
