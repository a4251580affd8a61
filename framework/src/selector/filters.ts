import type { Filter } from "./selector.js";

/** Keeps the versions that offer an endpoint: `Greeter.Hello`. */
export function filterEndpoint(name: string): Filter {
  return (services) =>
    services.filter(({ endpoints }) => endpoints.some((endpoint) => endpoint.name === name));
}

/** Keeps one version. */
export function filterVersion(version: string): Filter {
  return (services) => services.filter((service) => service.version === version);
}

/** Keeps the nodes whose metadata has this value under this key. */
export function filterLabel(key: string, value: string): Filter {
  return (services) =>
    services.flatMap((service) => {
      const nodes = service.nodes.filter(({ metadata }) => metadata[key] === value);
      return nodes.length > 0 ? [{ ...service, nodes }] : [];
    });
}
