import { joinNamespace } from "../discovery/namespace.js";

/** An endpoint, by its names. */
export interface NamedEndpoint {
  readonly service: string;
  readonly endpoint: string;
}

/**
 * Reads service and endpoint out of a path, as Go Micro's gateway does:
 *
 *     /greeter/hello       greeter     Greeter.Hello
 *     /greeter/say/hello   greeter     Say.Hello
 *     /v1/greeter/hello    v1.greeter  Greeter.Hello
 *     /a/b/say/hello       a.b         Say.Hello
 *
 * @returns undefined for `/`, and for a path with an empty segment
 */
export function resolvePath(path: string, namespace: string): NamedEndpoint | undefined {
  const parts = path.slice(1).split("/");
  if (parts.some((it) => it === "" || it === "." || it === "..")) return undefined;
  const isVersioned = parts.length === 3 && /^v\d+$/.test(parts[0] ?? "");
  const serviceParts = Math.max(1, isVersioned ? 2 : parts.length - 2);
  const endpointParts = parts.length <= 2 ? parts : parts.slice(-2);
  return {
    service: joinNamespace(namespace, parts.slice(0, serviceParts).join(".")),
    endpoint: endpointParts.map(upperCamelCase).join("."),
  };
}

/** `baz-xyz` is `BazXyz`; what is in other case stays. */
function upperCamelCase(text: string): string {
  return text
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
