/** Names that mean something on every object, or on a promise: a method may not take their place. */
const taken: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  "toJSON",
  // a client with `then` would be called by `await client`
  "then",
]);

/**
 * The TypeScript names of a service's methods, in their order: `SayHello` is `sayHello`.
 *
 * A method whose name is taken keeps its proto spelling, and gets a `$` when that is taken too.
 */
export function methodNames(protoNames: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return protoNames.map((protoName) => {
    let name = lowerCamelCase(protoName);
    if (used.has(name)) name = protoName;
    while (taken.has(name) || used.has(name)) name += "$";
    used.add(name);
    return name;
  });
}

/** `GetHTTPInfo` and `get_http_info` as TypeScript spells them: `getHTTPInfo`, `getHttpInfo`. */
function lowerCamelCase(name: string): string {
  const camel = name.replace(/_+([^_])/g, (whole, next: string, at: number) =>
    at === 0 ? whole : next.toUpperCase(),
  );
  return camel.charAt(0).toLowerCase() + camel.slice(1);
}
