import { deflateSync, inflateSync } from "node:zlib";
import type { Endpoint, ServiceRecord, Value } from "../registry.js";

/** How long one string of a TXT record can be. */
const maxStringLength = 255;

/** More than any service says of itself; a bound for what a stranger's packet may unpack to. */
const maxJsonLength = 1 << 20;

/** What a TXT record says of a node. */
export type TxtContent = Omit<ServiceRecord, "nodes" | "metadata"> & {
  /** That of the node. */
  readonly metadata: Readonly<Record<string, string>>;
};

/** Writes JSON, compressed by zlib, in hexadecimal digits, cut into strings: as Go Micro does. */
export function encodeTxt(content: TxtContent): string[] {
  const json = JSON.stringify({
    Service: content.name,
    Version: content.version,
    Endpoints: content.endpoints.length === 0 ? null : content.endpoints,
    Metadata: Object.fromEntries(Object.entries(content.metadata).sort(([a], [b]) => (a < b ? -1 : 1))),
  });
  const digits = deflateSync(json).toString("hex");
  return digits.match(new RegExp(`.{1,${maxStringLength}}`, "g")) ?? [];
}

/** @returns undefined for what is not Go Micro's: other programs have TXT records too */
export function decodeTxt(strings: readonly Uint8Array[]): TxtContent | undefined {
  const digits = Buffer.concat(strings).toString("latin1");
  if (digits === "" || !/^(?:[0-9a-f]{2})+$/i.test(digits)) return undefined;
  try {
    const json = inflateSync(Buffer.from(digits, "hex"), { maxOutputLength: maxJsonLength }).toString();
    return parseContent(JSON.parse(json));
  } catch {
    return undefined;
  }
}

function parseContent(json: unknown): TxtContent | undefined {
  const fields = withLowerCaseKeys(json);
  const { service: name, version, endpoints, metadata } = fields;
  if (typeof name !== "string" || name === "" || typeof version !== "string") return undefined;
  return { name, version, endpoints: parseList(endpoints, parseEndpoint), metadata: parseMetadata(metadata) };
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

function parseMetadata(json: unknown): Record<string, string> {
  if (typeof json !== "object" || json === null) return {};
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, String(value)]));
}

function parseList<T>(json: unknown, parse: (item: unknown) => T): T[] {
  return Array.isArray(json) ? json.map(parse) : [];
}

/** Go matches the keys of JSON without regard to case. */
function withLowerCaseKeys(json: unknown): Record<string, unknown> {
  if (typeof json !== "object" || json === null) return {};
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key.toLowerCase(), value]));
}
