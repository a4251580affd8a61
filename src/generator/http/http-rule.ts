import type { MethodDescriptorProto } from "ts-proto-descriptors";
import { WireCursor } from "../wire/wire-cursor.js";

/** A binding of a method to HTTP, as its `google.api.http` option has it. */
export interface HttpRule {
  /** `GET`, or the word of a custom verb. Empty when the rule names none. */
  readonly method: string;
  /** `/v1/{name=shelves/*}:archive` */
  readonly path: string;
  /** The field that the request body fills, `*` for all that the path leaves, empty for none. */
  readonly body: string;
  /** The field that the response body is; empty for the whole message. */
  readonly responseBody: string;
}

/** Where the option stands among a method's options. */
export const httpOption = 72295728;

/** Every binding of a method: the rule itself, then its additional ones. */
export function readHttpRules({ options }: MethodDescriptorProto): readonly HttpRule[] {
  const values = options?._unknownFields?.[(httpOption << 3) | 2] ?? [];
  return values.flatMap((value) => readRule(withoutLength(value)));
}

/** Unknown fields are kept by tag, each with its length before it. */
function withoutLength(value: Uint8Array): Uint8Array {
  return value.subarray(value.findIndex((byte) => byte < 0x80) + 1);
}

/** The fields of `google.api.HttpRule` that are a verb with its path. */
const verbs: Readonly<Record<number, string>> = { 2: "GET", 3: "PUT", 4: "POST", 5: "DELETE", 6: "PATCH" };

function readRule(bytes: Uint8Array): HttpRule[] {
  let rule: HttpRule = { method: "", path: "", body: "", responseBody: "" };
  const additional: HttpRule[] = [];
  const cursor = new WireCursor(bytes);
  while (cursor.next()) {
    const method = verbs[cursor.field];
    if (method !== undefined) rule = { ...rule, method, path: cursor.text() };
    else if (cursor.field === 7) rule = { ...rule, body: cursor.text() };
    else if (cursor.field === 8) rule = { ...rule, ...readCustom(cursor.value) };
    else if (cursor.field === 11) additional.push(...readRule(cursor.value));
    else if (cursor.field === 12) rule = { ...rule, responseBody: cursor.text() };
  }
  return [rule, ...additional];
}

/** `google.api.CustomHttpPattern` */
function readCustom(bytes: Uint8Array): Pick<HttpRule, "method" | "path"> {
  let method = "";
  let path = "";
  const cursor = new WireCursor(bytes);
  while (cursor.next()) {
    if (cursor.field === 1) method = cursor.text();
    else if (cursor.field === 2) path = cursor.text();
  }
  return { method, path };
}
