import { BinaryReader } from "@bufbuild/protobuf/wire";
import type { MethodDescriptorProto } from "ts-proto-descriptors";

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
  // unknown fields are kept by tag, each with its length before it
  const values = options?._unknownFields?.[(httpOption << 3) | 2] ?? [];
  return values.flatMap((value) => readRule(new BinaryReader(value).bytes()));
}

/** The fields of `google.api.HttpRule` that are a verb with its path. */
const verbs: Readonly<Record<number, string>> = { 2: "GET", 3: "PUT", 4: "POST", 5: "DELETE", 6: "PATCH" };

function readRule(bytes: Uint8Array): HttpRule[] {
  let rule: HttpRule = { method: "", path: "", body: "", responseBody: "" };
  const additional: HttpRule[] = [];
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const method = verbs[field];
    if (method !== undefined) rule = { ...rule, method, path: reader.string() };
    else if (field === 7) rule = { ...rule, body: reader.string() };
    else if (field === 8) rule = { ...rule, ...readCustom(reader.bytes()) };
    else if (field === 11) additional.push(...readRule(reader.bytes()));
    else if (field === 12) rule = { ...rule, responseBody: reader.string() };
    else reader.skip(wireType, field);
  }
  return [rule, ...additional];
}

/** `google.api.CustomHttpPattern` */
function readCustom(bytes: Uint8Array): Pick<HttpRule, "method" | "path"> {
  let method = "";
  let path = "";
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) method = reader.string();
    else if (field === 2) path = reader.string();
    else reader.skip(wireType, field);
  }
  return { method, path };
}
