import type { Route } from "./route.js";

/** Finds the method that a caller named, in any of the spellings that peers use. */
export class Router {
  readonly #byEndpoint = new Map<string, Route>();
  readonly #byPath = new Map<string, Route>();

  /**
   * What the framework itself serves gives way: a service may have a `Health.Check` of its own, and both are
   * found by their paths.
   *
   * @throws {TypeError} when an endpoint of that name is served already
   */
  add(route: Route): void {
    const { endpoint, path } = route.method;
    const taken = this.#byEndpoint.get(endpoint);
    if (taken !== undefined && !taken.internal && !route.internal) {
      throw new TypeError(`Endpoint ${endpoint} is served already`);
    }
    if (taken === undefined || taken.internal) this.#byEndpoint.set(endpoint, route);
    this.#byPath.set(path, route);
  }

  /**
   * - `Greeter.Hello`, as Go Micro says it;
   * - `/greeter.v1.Greeter/Hello`, as gRPC says it;
   * - `/anything.Greeter/Hello`, as Go Micro says it on gRPC, where anything may be the name of the service or
   *   of a Go package.
   */
  find(name: string): Route | undefined {
    if (!name.startsWith("/")) return this.#byEndpoint.get(name);
    return this.#byPath.get(name) ?? this.#byEndpoint.get(endpointOfPath(name));
  }

  [Symbol.iterator](): IterableIterator<Route> {
    return this.#byEndpoint.values();
  }
}

/** `/anything.Greeter/Hello` names the endpoint `Greeter.Hello`. */
function endpointOfPath(path: string): string {
  const slash = path.lastIndexOf("/");
  const service = path.slice(1, slash);
  return `${service.slice(service.lastIndexOf(".") + 1)}.${path.slice(slash + 1)}`;
}
