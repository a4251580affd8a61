import { packText, unpackText } from "../packed-text.js";
import { parseEndpoints, parseMetadata, withLowerCaseKeys } from "../parse-record.js";
import type { ServiceRecord } from "../registry.js";

/** How long one string of a TXT record can be. */
const maxStringLength = 255;

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
  return packText(json).match(new RegExp(`.{1,${maxStringLength}}`, "g")) ?? [];
}

/** @returns undefined for what is not Go Micro's: other programs have TXT records too */
export function decodeTxt(strings: readonly Uint8Array[]): TxtContent | undefined {
  const digits = Buffer.concat(strings).toString("latin1");
  try {
    return parseContent(JSON.parse(unpackText(digits) ?? ""));
  } catch {
    return undefined;
  }
}

function parseContent(json: unknown): TxtContent | undefined {
  const fields = withLowerCaseKeys(json);
  const { service: name, version, endpoints, metadata } = fields;
  if (typeof name !== "string" || name === "" || typeof version !== "string") return undefined;
  return { name, version, endpoints: parseEndpoints(endpoints), metadata: parseMetadata(metadata) };
}
