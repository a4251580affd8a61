import { type ExactJson, parseExactJson, writeExactJson } from "../../../../codec/exact-json.js";
import { goJsonString } from "../../../../codec/go-json-string.js";
import type { Framing } from "./framing.js";
import { malformedFrame } from "./malformed-frame.js";

/**
 * `application/json-rpc`: JSON-RPC 1.0 with one parameter.
 *
 * Go Micro uses it towards addresses it knows nothing about, in place of `application/json`.
 */
export const jsonRpc: Framing = {
  packRequest({ endpoint, id }, body) {
    const params = textOf(body).trim() || "{}";
    return Buffer.from(
      `{"method":${goJsonString(endpoint)},"params":[${params}],"id":${goJsonString(id)}}\n`,
    );
  },
  unpackRequest(bytes) {
    const { method, params, id } = parse(bytes);
    const body = Array.isArray(params) && params[0] !== undefined ? writeExactJson(params[0]) : "";
    return { endpoint: typeof method === "string" ? method : "", id: idText(id), body: Buffer.from(body) };
  },
  packReply({ id, error }, body) {
    return Buffer.from(
      error === ""
        ? `{"id":${goJsonString(id)},"result":${textOf(body).trim() || "null"},"error":null}\n`
        : `{"id":"","result":null,"error":${goJsonString(error)}}\n`,
    );
  },
  unpackReply(bytes) {
    const { result, error } = parse(bytes);
    const body = result === undefined || result === null ? "" : writeExactJson(result);
    return { error: errorText(error), body: Buffer.from(body) };
  },
};

function parse(bytes: Uint8Array): { [key: string]: ExactJson } {
  try {
    const json = parseExactJson(textOf(bytes));
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
  } catch (error) {
    throw malformedFrame("application/json-rpc", error);
  }
  throw malformedFrame("application/json-rpc", "expected an object");
}

function idText(id: ExactJson | undefined): string {
  return typeof id === "string" || typeof id === "number" || typeof id === "bigint" ? String(id) : "";
}

function errorText(error: ExactJson | undefined): string {
  if (error === undefined || error === null) return "";
  return typeof error === "string" ? error || "unspecified error" : writeExactJson(error);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
