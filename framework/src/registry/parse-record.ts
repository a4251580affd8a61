import type { Endpoint, Node, ServiceRecord, Value } from "./registry.js";

/**
 * Reads a service from JSON as any version of Go Micro writes it: lists and maps may be null, and from 1.8 on an
 * address holds its port.
 *
 * @returns undefined for what is no service
 */
export function parseServiceRecord(text: string): ServiceRecord | undefined {
  try {
    const { name, version, metadata, endpoints, nodes } = withLowerCaseKeys(JSON.parse(text));
    if (typeof name !== "string" || name === "") return undefined;
    return {
      name,
      version: String(version ?? ""),
      metadata: parseMetadata(metadata),
      endpoints: parseEndpoints(endpoints),
      nodes: parseList(nodes, parseNode),
    };
  } catch {
    return undefined;
  }
}

function parseNode(json: unknown): Node {
  const { id, address, port, metadata } = withLowerCaseKeys(json);
  const text = String(address ?? "");
  const joined = port === undefined ? /^\[?(?<host>.*?)\]?:(?<port>\d+)$/.exec(text)?.groups : undefined;
  return {
    id: String(id ?? ""),
    address: joined?.host ?? text,
    port: Number(joined?.port ?? port ?? 0),
    metadata: parseMetadata(metadata),
  };
}

/** Reads what a service answers; nothing for what is no list. */
export function parseEndpoints(json: unknown): Endpoint[] {
  return parseList(json, parseEndpoint);
}

function parseEndpoint(json: unknown): Endpoint {
  const { name, request, response, metadata } = withLowerCaseKeys(json);
  return {
    name: String(name ?? ""),
    request: request ? parseValue(request) : null,
    response: response ? parseValue(response) : null,
    metadata: parseMetadata(metadata),
  };
}

function parseValue(json: unknown): Value {
  const { name, type, values } = withLowerCaseKeys(json);
  return {
    name: String(name ?? ""),
    type: String(type ?? ""),
    values: values ? parseList(values, parseValue) : null,
  };
}

/** Reads texts by name; nothing for what is no map. */
export function parseMetadata(json: unknown): Record<string, string> {
  if (typeof json !== "object" || json === null) return {};
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, String(value)]));
}

function parseList<T>(json: unknown, parse: (item: unknown) => T): T[] {
  return Array.isArray(json) ? json.map(parse) : [];
}

/** Go matches the keys of JSON without regard to case. */
export function withLowerCaseKeys(json: unknown): Record<string, unknown> {
  if (typeof json !== "object" || json === null) return {};
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key.toLowerCase(), value]));
}
